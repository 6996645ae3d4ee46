//! Python's grammar as a table, with a rule for each mistake that has a message of its own.
//!
//! Notation: `name: alternative | alternative` with `[x]`, `x*`, `x+`, `sep.x+`, `(a | b)`, look-ahead `&x` and `!x`, cut
//! `~`, forced `&&'x'`. Literals are quoted, soft keywords in double quotes; capital names are token kinds. `a=x` names a
//! part. `name@` remembers its results (as CPython does: which rules do affects which mistake is found first). Rules
//! whose name starts with `bad_` are tried only in the second pass (the `odd_` ones in the first one, too).
//!
//! An alternative ends with what it makes: `{Kind a b}` is a node; `{at a "text"}`, `{range a b "text"}` and
//! `{from a "text"}` raise a `SyntaxError` there, `{last "text"}` at the last token read, `{next "text"}` at the next one,
//! `{block a "text"}` an `IndentationError`, `{target KIND a}` if `a` is no target of that kind, and `{fn name a b}` asks a
//! function. In texts `%s` is what kind of expression the first part is, `%l` its line, `%t` its text.

/// The whole table.
pub(super) const GRAMMAR: &str = r#"
file: [statements] END
eval: expressions NEWLINE* END
interactive: single_compound NEWLINE | simple_stmts | NEWLINE
single_compound: compound_stmt
statements: statement+
statement: compound_stmt | simple_stmts
simple_stmts: simple_stmt !';' NEWLINE | ';'.simple_stmt+ [';'] NEWLINE
simple_stmt@: assignment | &"type" type_alias | star_expressions | &'return' return_stmt | &('import' | 'from') import_stmt
 | &'raise' raise_stmt | &'pass' pass_stmt | &'del' del_stmt | &'yield' yield_stmt | &'assert' assert_stmt
 | &'break' break_stmt | &'continue' continue_stmt | &'global' global_stmt | &'nonlocal' nonlocal_stmt
compound_stmt: &('def' | '@' | 'async') function_def | &'if' if_stmt | &('class' | '@') class_def | &('with' | 'async') with_stmt
 | &('for' | 'async') for_stmt | &'try' try_stmt | &'while' while_stmt | match_stmt

assignment: NAME ':' expression ['=' annotated_rhs]
 | ('(' single_target ')' | single_subscript_attribute_target) ':' expression ['=' annotated_rhs]
 | (star_targets '=')+ annotated_rhs !'='
 | single_target augassign ~ annotated_rhs
 | bad_assignment
annotated_rhs: yield_expr | star_expressions
augassign: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='
return_stmt: 'return' [star_expressions]
raise_stmt: 'raise' expression 'from' expression | 'raise' expression | 'raise'
pass_stmt: 'pass'
break_stmt: 'break'
continue_stmt: 'continue'
global_stmt: 'global' ','.NAME+
nonlocal_stmt: 'nonlocal' ','.NAME+
del_stmt: 'del' del_targets &(';' | NEWLINE) | bad_del_stmt
yield_stmt: yield_expr
assert_stmt: 'assert' expression [',' expression]
import_stmt: bad_import | import_name | import_from
import_name: 'import' dotted_as_names
import_from: 'from' ('.' | '...')* a=dotted_name 'import' b=import_from_targets {fn import_from a b} | 'from' ('.' | '...')+ 'import' import_from_targets
import_from_targets: '(' import_from_as_names [','] ')' | import_from_as_names !',' | '*' | bad_import_from_targets
import_from_as_names: ','.import_from_as_name+
import_from_as_name: bad_import_from_as_name | NAME ['as' NAME]
dotted_as_names: ','.dotted_as_name+
dotted_as_name: bad_dotted_as_name | dotted_name ['as' NAME]
dotted_name@: dotted_name '.' NAME | NAME
block@: NEWLINE INDENT statements DEDENT | simple_stmts | bad_block
decorators: ('@' named_expression NEWLINE)+
class_def: decorators class_def_raw | class_def_raw
class_def_raw: bad_class_def_raw | 'class' NAME [type_params] ['(' [arguments] ')'] ':' block
function_def: decorators function_def_raw | function_def_raw
function_def_raw: bad_def_raw
 | 'def' NAME [type_params] '(' [params] ')' ['->' expression] &&':' block
 | 'async' 'def' NAME [type_params] '(' [params] ')' ['->' expression] &&':' block
params: bad_parameters | parameters
parameters: slash_no_default param_no_default* param_with_default* [star_etc] | slash_with_default param_with_default* [star_etc]
 | param_no_default+ param_with_default* [star_etc] | param_with_default+ [star_etc] | star_etc
slash_no_default: param_no_default+ '/' ',' | param_no_default+ '/' &')'
slash_with_default: param_no_default* param_with_default+ '/' ',' | param_no_default* param_with_default+ '/' &')'
star_etc: bad_star_etc | '*' param_no_default param_maybe_default* [kwds] | '*' param_no_default_star_annotation param_maybe_default* [kwds]
 | '*' ',' param_maybe_default+ [kwds] | kwds
kwds: bad_kwds | '**' param_no_default
param_no_default: a=param ',' {Same a} | a=param &')' {Same a}
param_no_default_star_annotation: param_star_annotation ',' | param_star_annotation &')'
param_with_default: param default ',' | param default &')'
param_maybe_default: param [default] ',' | param [default] &')'
param: NAME [annotation]
param_star_annotation: NAME ':' star_expression
annotation: ':' expression
default: '=' expression | bad_default
if_stmt: bad_if_stmt | 'if' named_expression ':' block elif_stmt | 'if' named_expression ':' block [else_block]
elif_stmt: bad_elif_stmt | 'elif' named_expression ':' block elif_stmt | 'elif' named_expression ':' block [else_block]
else_block: bad_else_stmt | 'else' &&':' block
while_stmt: bad_while_stmt | 'while' named_expression ':' block [else_block]
for_stmt: bad_for_stmt | 'for' star_targets 'in' ~ star_expressions ':' block [else_block]
 | 'async' 'for' star_targets 'in' ~ star_expressions ':' block [else_block] | bad_for_target
with_stmt: bad_with_stmt_indent | 'with' '(' ','.with_item+ [','] ')' ':' block | 'with' ','.with_item+ ':' block
 | 'async' 'with' '(' ','.with_item+ [','] ')' ':' block | 'async' 'with' ','.with_item+ ':' block | bad_with_stmt
with_item: expression 'as' star_target &(',' | ')' | ':') | bad_with_item | expression
try_stmt: bad_try_stmt | 'try' &&':' block finally_block | 'try' &&':' block except_block+ [else_block] [finally_block]
 | 'try' &&':' block except_star_block+ [else_block] [finally_block]
except_block: bad_except_stmt_indent | 'except' expression ':' block | 'except' expression 'as' NAME ':' block
 | 'except' expressions ':' block | 'except' ':' block | bad_except_stmt
except_star_block: bad_except_star_stmt_indent | 'except' '*' expression ':' block | 'except' '*' expression 'as' NAME ':' block
 | 'except' '*' expressions ':' block | bad_except_star_stmt
finally_block: bad_finally_stmt | 'finally' &&':' block
match_stmt: "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT | bad_match_stmt
subject_expr: star_named_expression ',' [star_named_expressions] | named_expression
case_block: bad_case_block | "case" patterns [guard] ':' block
guard: 'if' named_expression
patterns: open_sequence_pattern | pattern
pattern: as_pattern | or_pattern
as_pattern: or_pattern 'as' pattern_capture_target | bad_as_pattern
or_pattern: '|'.closed_pattern+
closed_pattern@: literal_pattern | capture_pattern | wildcard_pattern | value_pattern | group_pattern | sequence_pattern
 | mapping_pattern | class_pattern
literal_pattern: signed_number !('+' | '-') | complex_number | strings | 'None' | 'True' | 'False'
literal_expr: signed_number !('+' | '-') | complex_number | strings | 'None' | 'True' | 'False'
complex_number: signed_real_number '+' imaginary_number | signed_real_number '-' imaginary_number
signed_number: number | '-' number
signed_real_number: real_number | '-' real_number
real_number: a=number {fn ensure_real a}
imaginary_number: a=number {fn ensure_imaginary a}
capture_pattern: pattern_capture_target
pattern_capture_target: !"_" NAME !('.' | '(' | '=')
wildcard_pattern: "_"
value_pattern: attr !('.' | '(' | '=')
attr@: name_or_attr '.' NAME
name_or_attr@: attr | NAME
group_pattern: '(' pattern ')'
sequence_pattern: '[' [maybe_sequence_pattern] ']' | '(' [open_sequence_pattern] ')'
open_sequence_pattern: maybe_star_pattern ',' [maybe_sequence_pattern]
maybe_sequence_pattern: ','.maybe_star_pattern+ [',']
maybe_star_pattern: star_pattern | pattern
star_pattern@: '*' pattern_capture_target | '*' wildcard_pattern
mapping_pattern: '{' '}' | '{' double_star_pattern [','] '}' | '{' items_pattern ',' double_star_pattern [','] '}' | '{' items_pattern [','] '}'
items_pattern: ','.key_value_pattern+
key_value_pattern: (literal_expr | attr) ':' pattern
double_star_pattern: '**' pattern_capture_target
class_pattern: name_or_attr '(' ')' | name_or_attr '(' positional_patterns [','] ')' | name_or_attr '(' keyword_patterns [','] ')'
 | name_or_attr '(' positional_patterns ',' keyword_patterns [','] ')' | bad_class_pattern
positional_patterns: ','.pattern+
keyword_patterns: ','.keyword_pattern+
keyword_pattern: NAME '=' pattern
type_alias: "type" NAME [type_params] '=' expression
type_params: bad_type_params | '[' type_param_seq ']'
type_param_seq: ','.type_param+ [',']
type_param@: NAME [type_param_bound] [type_param_default] | bad_type_param | '*' NAME [type_param_starred_default] | '**' NAME [type_param_default]
type_param_bound: ':' expression
type_param_default: '=' expression
type_param_starred_default: '=' star_expression

expressions: expression (',' expression)+ [','] {Tuple} | expression ',' {Tuple} | expression
expression@: bad_expression | bad_legacy_expression | disjunction 'if' disjunction 'else' expression {Conditional} | disjunction | lambdef
yield_expr: 'yield' 'from' expression {Yield} | 'yield' [star_expressions] {Yield}
star_expressions: a=star_expression (',' star_expression)+ [','] {Tuple} | star_expression ',' {Tuple} | star_expression
star_expression@: '*' a=bitwise_or {Starred a} | expression
star_named_expressions: ','.star_named_expression+ [',']
star_named_expression: '*' a=bitwise_or {Starred a} | named_expression
assignment_expression: NAME ':=' ~ expression {Named}
named_expression: assignment_expression | bad_named_expression | a=expression !':=' {Same a}
disjunction@: conjunction ('or' conjunction)+ {Operation} | conjunction
conjunction@: inversion ('and' inversion)+ {Operation} | inversion
inversion@: 'not' inversion {Operation} | comparison
comparison: a=bitwise_or b=compare_pair+ {Comparison a b} | bitwise_or
compare_pair: bad_not_equal | '==' bitwise_or | not_equal bitwise_or | '<=' bitwise_or | '<' bitwise_or | '>=' bitwise_or | '>' bitwise_or
 | 'not' 'in' bitwise_or | 'in' bitwise_or {InPair} | 'is' 'not' bitwise_or | 'is' bitwise_or
not_equal: a='!=' {fn not_equal a} | a='<' '>' {fn flufl a}
bitwise_or@: bitwise_or '|' bitwise_xor {Operation} | bitwise_xor
bitwise_xor@: bitwise_xor '^' bitwise_and {Operation} | bitwise_and
bitwise_and@: bitwise_and '&' shift_expr {Operation} | shift_expr
shift_expr@: shift_expr '<<' sum {Operation} | shift_expr '>>' sum {Operation} | bad_arithmetic | sum
sum@: sum '+' term {Operation} | sum '-' term {Operation} | term
term@: term '*' factor {Operation} | term '/' factor {Operation} | term '//' factor {Operation} | term '%' factor {Operation}
 | term '@' factor {Operation} | bad_factor | factor
factor@: '+' factor {Operation} | '-' factor {Operation} | '~' factor {Operation} | power
power: await_primary '**' factor {Operation} | await_primary
await_primary@: 'await' primary {Await} | primary
primary@: primary '.' NAME {Attribute} | primary genexp {Call} | primary '(' [arguments] ')' {Call} | primary '[' slices ']' {Subscript} | atom
slices: slice !',' | ','.(slice | starred_expression)+ [',']
slice: [expression] ':' [expression] [':' [expression]] | named_expression
atom: NAME | a='True' {Constant a} | a='False' {Constant a} | a='None' {Constant a} | &(STRING | FSTART | TSTART) strings | number
 | &'(' (tuple | group | genexp) | &'[' (list | listcomp) | &'{' (dict | set | dictcomp | setcomp) | a='...' {Constant a}
number: a=NUMBER {fn number a}
group: '(' a=(yield_expr | named_expression) ')' {Same a} | bad_group
lambdef: 'lambda' [lambda_params] ':' expression {Lambda}
lambda_params: bad_lambda_parameters | lambda_parameters
lambda_parameters: lambda_slash_no_default lambda_param_no_default* lambda_param_with_default* [lambda_star_etc]
 | lambda_slash_with_default lambda_param_with_default* [lambda_star_etc]
 | lambda_param_no_default+ lambda_param_with_default* [lambda_star_etc] | lambda_param_with_default+ [lambda_star_etc] | lambda_star_etc
lambda_slash_no_default: lambda_param_no_default+ '/' ',' | lambda_param_no_default+ '/' &':'
lambda_slash_with_default: lambda_param_no_default* lambda_param_with_default+ '/' ',' | lambda_param_no_default* lambda_param_with_default+ '/' &':'
lambda_star_etc: bad_lambda_star_etc | '*' lambda_param_no_default lambda_param_maybe_default* [lambda_kwds]
 | '*' ',' lambda_param_maybe_default+ [lambda_kwds] | lambda_kwds
lambda_kwds: bad_lambda_kwds | '**' lambda_param_no_default
lambda_param_no_default: a=NAME ',' {Same a} | a=NAME &':' {Same a}
lambda_param_with_default: NAME default ',' | NAME default &':'
lambda_param_maybe_default: NAME [default] ',' | NAME [default] &':'
f_middle: f_field | FMIDDLE
f_field: '{' annotated_rhs ['='] [conversion] [f_format] '}' | bad_f_field
conversion: a="!" b=NAME {fn conversion a b}
f_format: ':' f_format_piece*
f_format_piece: f_format_text | f_field
f_format_text: a=FMIDDLE {fn middle a}
fstring: FSTART f_middle* FEND {FString}
t_middle: t_field | TMIDDLE
t_field: '{' annotated_rhs ['='] [conversion] [t_format] '}' | bad_t_field
t_format: ':' t_format_piece*
t_format_piece: t_format_text | t_field
t_format_text: a=TMIDDLE {fn middle a}
tstring: TSTART t_middle* TEND {TString}
string: a=STRING {fn string a}
strings@: bad_string_tstring_concat | a=(fstring | string)+ {fn strings a} | a=tstring+ {fn strings a}
list: '[' a=[star_named_expressions] ']' {List a}
tuple: '(' a=[star_named_expression ',' [star_named_expressions]] ')' {Tuple a}
set: '{' star_named_expressions '}' {Set}
dict: '{' [double_starred_kvpairs] '}' {Dict} | '{' odd_kvpairs '}'
double_starred_kvpairs: ','.double_starred_kvpair+ [',']
double_starred_kvpair: '**' bitwise_or | kvpair
kvpair: expression ':' expression
for_if_clauses: for_if_clause+
for_if_clause: 'async' 'for' star_targets 'in' ~ disjunction ('if' disjunction)* | 'for' star_targets 'in' ~ disjunction ('if' disjunction)*
 | bad_for_if_clause | bad_for_target
listcomp: '[' named_expression for_if_clauses ']' {ListComp} | bad_comprehension
setcomp: '{' named_expression for_if_clauses '}' {SetComp} | bad_comprehension
genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')' {Generator} | bad_comprehension
dictcomp: '{' kvpair for_if_clauses '}' {DictComp} | bad_dict_comprehension
arguments@: args [','] &')' | bad_arguments
args: ','.(starred_expression | (assignment_expression | expression !':=') !'=')+ [',' kwargs] | kwargs
kwargs: ','.kwarg_or_starred+ ',' ','.kwarg_or_double_starred+ | ','.kwarg_or_starred+ | ','.kwarg_or_double_starred+
starred_expression: bad_starred_expression_unpacking | '*' a=expression {Starred a} | bad_starred_expression
kwarg_or_starred: bad_kwarg | NAME '=' expression {Keyword} | starred_expression
kwarg_or_double_starred: bad_kwarg | NAME '=' expression {Keyword} | '**' expression {DoubleStar}
star_targets: a=star_target !',' {Same a} | star_target (',' star_target)* [','] {Tuple}
star_targets_list_seq: ','.star_target+ [',']
star_targets_tuple_seq: star_target (',' star_target)+ [','] | star_target ','
star_target@: '*' (!'*' star_target) | target_with_star_atom
target_with_star_atom@: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead | star_atom
star_atom: NAME | '(' target_with_star_atom ')' | '(' [star_targets_tuple_seq] ')' | '[' [star_targets_list_seq] ']'
single_target: single_subscript_attribute_target | NAME | '(' single_target ')'
single_subscript_attribute_target: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead
t_primary@: t_primary '.' NAME &t_lookahead | t_primary '[' slices ']' &t_lookahead | t_primary genexp &t_lookahead
 | t_primary '(' [arguments] ')' &t_lookahead | atom &t_lookahead
t_lookahead: '(' | '[' | '.'
del_targets: ','.del_target+ [',']
del_target@: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead | del_t_atom
del_t_atom: NAME | '(' del_target ')' | '(' [del_targets] ')' | '[' [del_targets] ']'

expression_quietly: disjunction 'if' disjunction 'else' expression {Conditional} | disjunction | lambdef
bad_arguments: ((','.(starred_expression | (assignment_expression | expression !':=') !'=')+ ',' kwargs) | kwargs) a=',' b=','.(starred_expression !'=')+ {range a b "iterable argument unpacking follows keyword argument unpacking"}
 | a=expression b=for_if_clauses ',' [args | expression for_if_clauses] {fn unparenthesized_generator a b}
 | a=NAME b='=' expression for_if_clauses {range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"}
 | [args ','] a=NAME b='=' &(',' | ')') {range a b "expected argument value expression"}
 | a=args b=for_if_clauses {fn generator_in_call a b}
 | args ',' a=expression b=for_if_clauses {fn late_generator a b}
 | a=args ',' args {fn argument_order a}
bad_kwarg: a=('True' | 'False' | 'None') b='=' {range a b "cannot assign to %t"}
 | a=NAME b='=' expression for_if_clauses {range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"}
 | !(NAME '=') a=expression b='=' {range a b "expression cannot contain assignment, perhaps you meant \"==\"?"}
 | a='**' expression '=' b=expression {range a b "cannot assign to keyword argument unpacking"}
bad_expression: STRING a=(!STRING expression_quietly)+ STRING {at a "invalid syntax. Is this intended to be part of the string?"}
 | !(NAME STRING | SOFT) a=disjunction b=expression_quietly {fn forgotten_comma a b}
 | a=disjunction 'if' b=disjunction !('else' | ':') {range a b "expected 'else' after 'if' expression"}
 | a=disjunction 'if' b=disjunction 'else' !expression {next "expected expression after 'else', but statement is given"}
 | a=(pass_stmt | break_stmt | continue_stmt) 'if' b=disjunction 'else' c=simple_stmt {at a "expected expression before 'if', but statement is given"}
 | a='lambda' [lambda_params] b=':' &FMIDDLE {range a b "f-string: lambda expressions are not allowed without parentheses"}
 | a='lambda' [lambda_params] b=':' &TMIDDLE {range a b "t-string: lambda expressions are not allowed without parentheses"}
bad_legacy_expression: a=NAME !'(' b=star_expressions {fn legacy a b}
bad_named_expression@: a=expression ':=' expression {at a "cannot use assignment expressions with %s"}
 | a=NAME '=' b=bitwise_or !('=' | ':=') {range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"}
 | !(list | tuple | genexp | 'True' | 'None' | 'False') a=bitwise_or b='=' bitwise_or !('=' | ':=') {at a "cannot assign to %s here. Maybe you meant '==' instead of '='?"}
bad_assignment: a=bad_ann_assign_target ':' expression {at a "only single target (not %s) can be annotated"}
 | a=star_named_expression ',' star_named_expressions* ':' expression {at a "only single target (not tuple) can be annotated"}
 | a=expression ':' expression {at a "illegal target for annotation"}
 | (star_targets '=')* a=star_expressions '=' {target STAR a}
 | (star_targets '=')* a=yield_expr '=' {at a "assignment to yield expression not possible"}
 | a=star_expressions augassign annotated_rhs {at a "'%s' is an illegal expression for augmented assignment"}
bad_ann_assign_target: list | tuple | '(' a=bad_ann_assign_target ')' {Same a}
bad_del_stmt: 'del' a=star_expressions {target DEL a}
bad_block: NEWLINE !INDENT {block - "expected an indented block"}
bad_comprehension: ('[' | '(' | '{') a=starred_expression for_if_clauses {at a "iterable unpacking cannot be used in comprehension"}
 | ('[' | '{') a=star_named_expression ',' b=star_named_expressions for_if_clauses {range a b "did you forget parentheses around the comprehension target?"}
 | ('[' | '{') a=star_named_expression b=',' for_if_clauses {range a b "did you forget parentheses around the comprehension target?"}
bad_dict_comprehension: '{' a='**' bitwise_or for_if_clauses '}' {at a "dict unpacking cannot be used in dict comprehension"}
bad_parameters: a='/' ',' {at a "at least one argument must precede /"}
 | (slash_no_default | slash_with_default) param_maybe_default* a='/' {at a "/ may appear only once"}
 | [slash_no_default] param_no_default* bad_parameters_helper a=param_no_default {at a "parameter without a default follows parameter with a default"}
 | param_no_default* a='(' b=param_no_default+ [','] c=')' {range a c "Function parameters cannot be parenthesized"}
 | [slash_no_default | slash_with_default] param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/' {at a "/ must be ahead of *"}
 | param_maybe_default+ '/' a='*' {at a "expected comma between / and *"}
bad_parameters_helper: slash_with_default | param_with_default+
bad_default: a='=' &(')' | ',') {at a "expected default value expression"}
bad_star_etc: a='*' (')' | ',' (')' | '**')) {at a "named arguments must follow bare *"}
 | '*' param a='=' {at a "var-positional argument cannot have default value"}
 | '*' (param_no_default | ',') param_maybe_default* a='*' (param_no_default | ',') {at a "* argument may appear only once"}
bad_kwds: '**' param a='=' {at a "var-keyword argument cannot have default value"}
 | '**' param ',' a=param {at a "arguments cannot follow var-keyword argument"}
 | '**' param ',' a=('*' | '**' | '/') {at a "arguments cannot follow var-keyword argument"}
bad_lambda_parameters: a='/' ',' {at a "at least one argument must precede /"}
 | (lambda_slash_no_default | lambda_slash_with_default) lambda_param_maybe_default* a='/' {at a "/ may appear only once"}
 | [lambda_slash_no_default] lambda_param_no_default* bad_lambda_parameters_helper a=lambda_param_no_default {at a "parameter without a default follows parameter with a default"}
 | lambda_param_no_default* a='(' ','.NAME+ [','] b=')' {range a b "Lambda expression parameters cannot be parenthesized"}
 | [lambda_slash_no_default | lambda_slash_with_default] lambda_param_maybe_default* '*' (',' | lambda_param_no_default) lambda_param_maybe_default* a='/' {at a "/ must be ahead of *"}
 | lambda_param_maybe_default+ '/' a='*' {at a "expected comma between / and *"}
bad_lambda_parameters_helper: lambda_slash_with_default | lambda_param_with_default+
bad_lambda_star_etc: '*' (':' | ',' (':' | '**')) {last "named arguments must follow bare *"}
 | '*' NAME a='=' {at a "var-positional argument cannot have default value"}
 | '*' (lambda_param_no_default | ',') lambda_param_maybe_default* a='*' (lambda_param_no_default | ',') {at a "* argument may appear only once"}
bad_lambda_kwds: '**' NAME a='=' {at a "var-keyword argument cannot have default value"}
 | '**' NAME ',' a=NAME {at a "arguments cannot follow var-keyword argument"}
 | '**' NAME ',' a=('*' | '**' | '/') {at a "arguments cannot follow var-keyword argument"}
bad_with_item: expression 'as' a=expression &(',' | ')' | ':') {target STAR a}
bad_for_if_clause: ['async'] 'for' (bitwise_or (',' bitwise_or)* [',']) !'in' {last "'in' expected after for-loop variables"}
bad_for_target: ['async'] 'for' a=star_expressions {target FOR a}
bad_group: '(' a=starred_expression ')' {at a "cannot use starred expression here"}
 | '(' a='**' expression ')' {at a "cannot use double starred expression here"}
bad_import: a='import' ','.dotted_name+ 'from' dotted_name {from a "Did you mean to use 'from ... import ...' instead?"}
 | 'import' a=NEWLINE {from a "Expected one or more names after 'import'"}
bad_dotted_as_name: dotted_name 'as' !(NAME (',' | ')' | ';' | NEWLINE)) a=expression {at a "cannot use %s as import target"}
bad_import_from_as_name: NAME 'as' !(NAME (',' | ')' | ';' | NEWLINE)) a=expression {at a "cannot use %s as import target"}
bad_import_from_targets: import_from_as_names ',' NEWLINE {last "trailing comma not allowed without surrounding parentheses"}
 | a=NEWLINE {from a "Expected one or more names after 'import'"}
bad_with_stmt: ['async'] 'with' ','.(expression ['as' star_target])+ NEWLINE {last "expected ':'"}
 | ['async'] 'with' '(' ','.(expressions ['as' star_target])+ [','] ')' NEWLINE {last "expected ':'"}
bad_with_stmt_indent: ['async'] a='with' ','.(expression ['as' star_target])+ ':' NEWLINE !INDENT {block a "expected an indented block after 'with' statement on line %l"}
 | ['async'] a='with' '(' ','.(expressions ['as' star_target])+ [','] ')' ':' NEWLINE !INDENT {block a "expected an indented block after 'with' statement on line %l"}
bad_try_stmt: a='try' ':' NEWLINE !INDENT {block a "expected an indented block after 'try' statement on line %l"}
 | 'try' ':' block !('except' | 'finally') {last "expected 'except' or 'finally' block"}
 | 'try' ':' block* except_block+ a='except' b='*' expression ['as' NAME] ':' {range a b "cannot have both 'except' and 'except*' on the same 'try'"}
 | 'try' ':' block* except_star_block+ a='except' [expression ['as' NAME]] ':' {at a "cannot have both 'except' and 'except*' on the same 'try'"}
bad_except_stmt: 'except' a=expression ',' expressions 'as' NAME ':' {from a "multiple exception types must be parenthesized when using 'as'"}
 | 'except' expression ['as' NAME] NEWLINE {last "expected ':'"}
 | 'except' NEWLINE {last "expected ':'"}
 | 'except' expression 'as' a=expression ':' block {at a "cannot use except statement with %s"}
bad_except_star_stmt: 'except' '*' a=expression ',' expressions 'as' NAME ':' {from a "multiple exception types must be parenthesized when using 'as'"}
 | 'except' '*' expression ['as' NAME] NEWLINE {last "expected ':'"}
 | 'except' '*' (NEWLINE | ':') {last "expected one or more exception types"}
 | 'except' '*' expression 'as' a=expression ':' block {at a "cannot use except* statement with %s"}
bad_finally_stmt: a='finally' ':' NEWLINE !INDENT {block a "expected an indented block after 'finally' statement on line %l"}
bad_except_stmt_indent: a='except' expression ['as' NAME] ':' NEWLINE !INDENT {block a "expected an indented block after 'except' statement on line %l"}
 | a='except' ':' NEWLINE !INDENT {block a "expected an indented block after 'except' statement on line %l"}
bad_except_star_stmt_indent: a='except' '*' expression ['as' NAME] ':' NEWLINE !INDENT {block a "expected an indented block after 'except*' statement on line %l"}
bad_match_stmt: "match" subject_expr NEWLINE {last "expected ':'"}
 | a="match" subject_expr ':' NEWLINE !INDENT {block a "expected an indented block after 'match' statement on line %l"}
bad_case_block: "case" patterns [guard] NEWLINE {last "expected ':'"}
 | a="case" patterns [guard] ':' NEWLINE !INDENT {block a "expected an indented block after 'case' statement on line %l"}
bad_as_pattern: or_pattern 'as' a="_" {at a "cannot use '_' as a target"}
 | or_pattern 'as' a=expression {at a "cannot use %s as pattern target"}
bad_class_pattern: name_or_attr '(' a=bad_class_argument_pattern {at a "positional patterns follow keyword patterns"}
bad_class_argument_pattern: [positional_patterns ','] keyword_patterns ',' a=positional_patterns {Same a}
bad_if_stmt: 'if' named_expression NEWLINE {last "expected ':'"}
 | a='if' named_expression ':' NEWLINE !INDENT {block a "expected an indented block after 'if' statement on line %l"}
bad_elif_stmt: 'elif' named_expression NEWLINE {last "expected ':'"}
 | a='elif' named_expression ':' NEWLINE !INDENT {block a "expected an indented block after 'elif' statement on line %l"}
bad_else_stmt: a='else' ':' NEWLINE !INDENT {block a "expected an indented block after 'else' statement on line %l"}
 | 'else' ':' block 'elif' {last "'elif' block follows an 'else' block"}
bad_while_stmt: 'while' named_expression NEWLINE {last "expected ':'"}
 | a='while' named_expression ':' NEWLINE !INDENT {block a "expected an indented block after 'while' statement on line %l"}
bad_for_stmt: ['async'] 'for' star_targets 'in' star_expressions NEWLINE {last "expected ':'"}
 | ['async'] a='for' star_targets 'in' star_expressions ':' NEWLINE !INDENT {block a "expected an indented block after 'for' statement on line %l"}
bad_def_raw: ['async'] a='def' NAME [type_params] '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT {block a "expected an indented block after function definition on line %l"}
 | ['async'] 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' block
bad_class_def_raw: 'class' NAME [type_params] ['(' [arguments] ')'] NEWLINE {last "expected ':'"}
 | a='class' NAME [type_params] ['(' [arguments] ')'] ':' NEWLINE !INDENT {block a "expected an indented block after class definition on line %l"}
odd_kvpairs: ','.double_starred_kvpair+ ',' odd_kvpair
 | expression ':' a='*' bitwise_or {from a "cannot use a starred expression in a dictionary value"}
 | expression a=':' &('}' | ',') {at a "expression expected after dictionary key and ':'"}
odd_kvpair: a=expression !':' {fn missing_colon a}
 | expression ':' a='*' bitwise_or {from a "cannot use a starred expression in a dictionary value"}
 | expression a=':' &('}' | ',') {at a "expression expected after dictionary key and ':'"}
bad_starred_expression_unpacking: a='*' expression '=' b=expression {range a b "cannot assign to iterable argument unpacking"}
bad_starred_expression: '*' {last "Invalid star expression"}
bad_not_equal: a='<' b='>' {fn bad_not_equal a b}
bad_arithmetic: sum ('+' | '-' | '*' | '/' | '%' | '//' | '@') a='not' b=inversion {range a b "'not' after an operator must be parenthesized"}
bad_factor: ('+' | '-' | '~') a='not' b=factor {range a b "'not' after an operator must be parenthesized"}
bad_type_params: '[' a=']' {from a "Type parameter list cannot be empty"}
bad_type_param: '*' NAME a=':' b=expression {fn starred_bound a b}
 | '**' NAME a=':' b=expression {fn double_starred_bound a b}
bad_string_tstring_concat: a=(fstring | string)+ b=tstring {fn mixed_strings a b} | a=tstring+ b=(fstring | string) {fn mixed_strings a b}
bad_f_field: '{' a='=' {at a "f-string: valid expression required before '='"}
 | '{' a='!' {at a "f-string: valid expression required before '!'"}
 | '{' a=':' {at a "f-string: valid expression required before ':'"}
 | '{' a='}' {at a "f-string: valid expression required before '}'"}
 | '{' !annotated_rhs {next "f-string: expecting a valid expression after '{'"}
 | '{' annotated_rhs !('=' | '!' | ':' | '}') {next "f-string: expecting '=', or '!', or ':', or '}'"}
 | '{' annotated_rhs '=' !('!' | ':' | '}') {next "f-string: expecting '!', or ':', or '}'"}
 | '{' annotated_rhs ['='] bad_f_conversion
 | '{' annotated_rhs ['='] ['!' NAME] !(':' | '}') {next "f-string: expecting ':' or '}'"}
 | '{' annotated_rhs ['='] ['!' NAME] ':' f_format_piece* !'}' {next "f-string: expecting '}', or format specs"}
 | '{' annotated_rhs ['='] ['!' NAME] !'}' {next "f-string: expecting '}'"}
bad_f_conversion: '!' &(':' | '}') {next "f-string: missing conversion character"} | '!' !NAME {next "f-string: invalid conversion character"}
bad_t_field: '{' a='=' {at a "t-string: valid expression required before '='"}
 | '{' a='!' {at a "t-string: valid expression required before '!'"}
 | '{' a=':' {at a "t-string: valid expression required before ':'"}
 | '{' a='}' {at a "t-string: valid expression required before '}'"}
 | '{' !annotated_rhs {next "t-string: expecting a valid expression after '{'"}
 | '{' annotated_rhs !('=' | '!' | ':' | '}') {next "t-string: expecting '=', or '!', or ':', or '}'"}
 | '{' annotated_rhs '=' !('!' | ':' | '}') {next "t-string: expecting '!', or ':', or '}'"}
 | '{' annotated_rhs ['='] bad_t_conversion
 | '{' annotated_rhs ['='] ['!' NAME] !(':' | '}') {next "t-string: expecting ':' or '}'"}
 | '{' annotated_rhs ['='] ['!' NAME] ':' t_format_piece* !'}' {next "t-string: expecting '}', or format specs"}
 | '{' annotated_rhs ['='] ['!' NAME] !'}' {next "t-string: expecting '}'"}
bad_t_conversion: '!' &(':' | '}') {next "t-string: missing conversion character"} | '!' !NAME {next "t-string: invalid conversion character"}
"#;
