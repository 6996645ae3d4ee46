//! The node classes of Python 3.14: name, base class, fields with their types. One table; all else is derived from it.

/// How often a field's value occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Exactly once.
    One,
    /// Or `None`.
    Optional,
    /// A list.
    Many,
}

/// One field of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldType {
    /// The attribute's name.
    pub name: &'static str,
    /// The type: a base class or class of this table, or `identifier`, `int`, `string`, `constant`.
    pub kind: &'static str,
    /// How often.
    pub count: Count,
}

macro_rules! classes {
    ($($name:ident: $base:literal, $fields:literal;)*) => {
        /// A concrete node class.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[expect(non_camel_case_types, reason = "Python's own names")]
        pub enum Class { $($name),* }

        /// All classes, in the order of their numbers.
        pub const CLASSES: &[Class] = &[$(Class::$name),*];

        impl Class {
            /// The Python class's name.
            pub const fn name(self) -> &'static str {
                match self { $(Class::$name => stringify!($name)),* }
            }

            /// The name of its base class; itself for classes directly below `AST`.
            pub const fn base(self) -> &'static str {
                match self { $(Class::$name => $base),* }
            }

            /// Its fields as CPython's docstrings write them: `expr target, operator op, expr value`.
            pub const fn signature(self) -> &'static str {
                match self { $(Class::$name => $fields),* }
            }
        }
    };
}

classes! {
    Module: "mod", "stmt* body, type_ignore* type_ignores";
    Interactive: "mod", "stmt* body";
    Expression: "mod", "expr body";
    FunctionType: "mod", "expr* argtypes, expr returns";
    FunctionDef: "stmt", "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params";
    AsyncFunctionDef: "stmt", "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params";
    ClassDef: "stmt", "identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params";
    Return: "stmt", "expr? value";
    Delete: "stmt", "expr* targets";
    Assign: "stmt", "expr* targets, expr value, string? type_comment";
    TypeAlias: "stmt", "expr name, type_param* type_params, expr value";
    AugAssign: "stmt", "expr target, operator op, expr value";
    AnnAssign: "stmt", "expr target, expr annotation, expr? value, int simple";
    For: "stmt", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment";
    AsyncFor: "stmt", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment";
    While: "stmt", "expr test, stmt* body, stmt* orelse";
    If: "stmt", "expr test, stmt* body, stmt* orelse";
    With: "stmt", "withitem* items, stmt* body, string? type_comment";
    AsyncWith: "stmt", "withitem* items, stmt* body, string? type_comment";
    Match: "stmt", "expr subject, match_case* cases";
    Raise: "stmt", "expr? exc, expr? cause";
    Try: "stmt", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody";
    TryStar: "stmt", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody";
    Assert: "stmt", "expr test, expr? msg";
    Import: "stmt", "alias* names";
    ImportFrom: "stmt", "identifier? module, alias* names, int? level";
    Global: "stmt", "identifier* names";
    Nonlocal: "stmt", "identifier* names";
    Expr: "stmt", "expr value";
    Pass: "stmt", "";
    Break: "stmt", "";
    Continue: "stmt", "";
    BoolOp: "expr", "boolop op, expr* values";
    NamedExpr: "expr", "expr target, expr value";
    BinOp: "expr", "expr left, operator op, expr right";
    UnaryOp: "expr", "unaryop op, expr operand";
    Lambda: "expr", "arguments args, expr body";
    IfExp: "expr", "expr test, expr body, expr orelse";
    Dict: "expr", "expr?* keys, expr* values";
    Set: "expr", "expr* elts";
    ListComp: "expr", "expr elt, comprehension* generators";
    SetComp: "expr", "expr elt, comprehension* generators";
    DictComp: "expr", "expr key, expr value, comprehension* generators";
    GeneratorExp: "expr", "expr elt, comprehension* generators";
    Await: "expr", "expr value";
    Yield: "expr", "expr? value";
    YieldFrom: "expr", "expr value";
    Compare: "expr", "expr left, cmpop* ops, expr* comparators";
    Call: "expr", "expr func, expr* args, keyword* keywords";
    FormattedValue: "expr", "expr value, int conversion, expr? format_spec";
    Interpolation: "expr", "expr value, constant str, int conversion, expr? format_spec";
    JoinedStr: "expr", "expr* values";
    TemplateStr: "expr", "expr* values";
    Constant: "expr", "constant value, string? kind";
    Attribute: "expr", "expr value, identifier attr, expr_context ctx";
    Subscript: "expr", "expr value, expr slice, expr_context ctx";
    Starred: "expr", "expr value, expr_context ctx";
    Name: "expr", "identifier id, expr_context ctx";
    List: "expr", "expr* elts, expr_context ctx";
    Tuple: "expr", "expr* elts, expr_context ctx";
    Slice: "expr", "expr? lower, expr? upper, expr? step";
    Load: "expr_context", "";
    Store: "expr_context", "";
    Del: "expr_context", "";
    And: "boolop", "";
    Or: "boolop", "";
    Add: "operator", "";
    Sub: "operator", "";
    Mult: "operator", "";
    MatMult: "operator", "";
    Div: "operator", "";
    Mod: "operator", "";
    Pow: "operator", "";
    LShift: "operator", "";
    RShift: "operator", "";
    BitOr: "operator", "";
    BitXor: "operator", "";
    BitAnd: "operator", "";
    FloorDiv: "operator", "";
    Invert: "unaryop", "";
    Not: "unaryop", "";
    UAdd: "unaryop", "";
    USub: "unaryop", "";
    Eq: "cmpop", "";
    NotEq: "cmpop", "";
    Lt: "cmpop", "";
    LtE: "cmpop", "";
    Gt: "cmpop", "";
    GtE: "cmpop", "";
    Is: "cmpop", "";
    IsNot: "cmpop", "";
    In: "cmpop", "";
    NotIn: "cmpop", "";
    comprehension: "comprehension", "expr target, expr iter, expr* ifs, int is_async";
    ExceptHandler: "excepthandler", "expr? type, identifier? name, stmt* body";
    arguments: "arguments", "arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults";
    arg: "arg", "identifier arg, expr? annotation, string? type_comment";
    keyword: "keyword", "identifier? arg, expr value";
    alias: "alias", "identifier name, identifier? asname";
    withitem: "withitem", "expr context_expr, expr? optional_vars";
    match_case: "match_case", "pattern pattern, expr? guard, stmt* body";
    MatchValue: "pattern", "expr value";
    MatchSingleton: "pattern", "constant value";
    MatchSequence: "pattern", "pattern* patterns";
    MatchMapping: "pattern", "expr* keys, pattern* patterns, identifier? rest";
    MatchClass: "pattern", "expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns";
    MatchStar: "pattern", "identifier? name";
    MatchAs: "pattern", "pattern? pattern, identifier? name";
    MatchOr: "pattern", "pattern* patterns";
    TypeIgnore: "type_ignore", "int lineno, string tag";
    TypeVar: "type_param", "identifier name, expr? bound, expr? default_value";
    ParamSpec: "type_param", "identifier name, expr? default_value";
    TypeVarTuple: "type_param", "identifier name, expr? default_value";
}

impl Class {
    /// The fields, in order.
    pub fn fields(self) -> impl Iterator<Item = FieldType> {
        self.signature().split(", ").filter(|field| !field.is_empty()).map(|field| {
            let (kind, name) = field.split_once(' ').unwrap_or(("", field));
            let count = match () {
                () if kind.ends_with('*') => Count::Many,
                () if kind.ends_with('?') => Count::Optional,
                () => Count::One,
            };
            FieldType { name, kind: kind.trim_end_matches(['*', '?']), count }
        })
    }

    /// Whether nodes have `lineno`, `col_offset`, `end_lineno` and `end_col_offset`.
    pub fn has_location(self) -> bool {
        matches!(
            self.base(),
            "stmt" | "expr" | "excepthandler" | "arg" | "keyword" | "alias" | "pattern" | "type_param"
        )
    }

    /// Whether the end of the location may be missing.
    pub fn end_is_optional(self) -> bool {
        self.has_location() && !matches!(self.base(), "pattern" | "type_param")
    }

    /// The class of a name.
    pub fn named(name: &str) -> Option<Class> {
        CLASSES.iter().copied().find(|class| class.name() == name)
    }
}
