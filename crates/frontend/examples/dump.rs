//! Prints a stage of the front end for many sources: `dump <symtable> <out-folder> < list-of-files`.
//!
//! Each file's result goes to `<out-folder>/<line number>`, so that results can be compared with those of another
//! implementation.

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::Visitor;
use std::fmt::Write as _;
use std::io::BufRead;
use whipsnake_frontend::ast;
use whipsnake_frontend::parse::{self, Flags, Mode, Parsed, SyntaxError};
use whipsnake_frontend::symtable::{self, ScopeId, SymbolTable};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(stage), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: dump <stage> <out-folder> < list-of-files");
        std::process::exit(2);
    };
    if stage == "errors" {
        return errors(&folder);
    }
    std::fs::create_dir_all(&folder).expect("the out folder can be made");
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let path = line.expect("the list is text");
        let bytes = std::fs::read(&path).expect("the listed file can be read");
        let text = match run(&stage, &bytes) {
            Ok(text) => text,
            Err(error) => format!(
                "{}: {} {:?} {:?} {:?} {:?} {:?}\n",
                error.kind.class_name(),
                error.message,
                error.lineno,
                error.offset,
                error.end_lineno,
                error.end_offset,
                error.text
            ),
        };
        std::fs::write(format!("{folder}/{number}"), text).expect("the result can be written");
    }
}

fn run(stage: &str, bytes: &[u8]) -> Result<String, SyntaxError> {
    let parsed = parse::parse_bytes(bytes, "<file>", Mode::Exec, Flags::default())?;
    match stage {
        "symtable" => symbols(&parsed),
        "warnings" => {
            let line = |warning: &parse::Warning| format!("{} {} {}\n", warning.lineno, warning.message, warning.as_error.line());
            Ok(parsed.warnings().iter().map(line).collect())
        }
        "unparse" => Ok(unparsed(&parsed)),
        "ast" => Ok(ast::dump(&ast::tree_of(&parsed)).replace('(', "\n(")),
        "restored" => {
            let tree = ast::tree_of(&parsed);
            let depth = parsed.depth();
            whipsnake_frontend::parse::depth::on_deep_stack(depth, || {
                let again = ast::parsed_of(&tree, "<file>", Flags::default(), depth)?;
                Ok(ast::dump(&ast::tree_of(&again)).replace('(', "\n("))
            })
        }
        other => {
            eprintln!("unknown stage {other}");
            std::process::exit(2);
        }
    }
}

/// Reads cases (each with a `#### ` line above it) from a file and prints them with what this front end says.
fn errors(path: &str) {
    let text = std::fs::read_to_string(path).expect("the file of cases can be read");
    let mut out = String::new();
    for case in text.split("#### ").skip(1) {
        let source = case.split_once('\n').map_or("", |(_, source)| source);
        let source = source.strip_suffix('\n').unwrap_or(source);
        writeln!(out, "#### {}\n{source}", whipsnake_frontend::parse::error::summary(source))
            .expect("writing to a string succeeds");
    }
    print!("{out}");
}

/// Each expression statement as text.
fn unparsed(parsed: &Parsed) -> String {
    struct Statements<'a>(&'a Parsed, String);
    impl<'a> Visitor<'a> for Statements<'_> {
        fn visit_expr(&mut self, expression: &'a Expr) {
            self.1.push_str(&whipsnake_frontend::unparse::unparse(self.0, expression));
            self.1.push('\n');
        }
    }
    let mut statements = Statements(parsed, String::new());
    statements.visit_body(parsed.body());
    statements.1
}

fn symbols(parsed: &Parsed) -> Result<String, SyntaxError> {
    let table = symtable::build(parsed)?;
    let mut out = String::new();
    scope(&table, table.top(), 0, &mut out);
    Ok(out)
}

fn scope(table: &SymbolTable, id: ScopeId, indent: usize, out: &mut String) {
    let scope_data = table.scope(id);
    let mut symbols: Vec<_> = table.symbols(id).map(|(name, symbol)| format!("{name}:{}", symbol.packed())).collect();
    symbols.sort();
    let parameters: Vec<_> = table.parameters(id).collect();
    writeln!(
        out,
        "{:indent$}{} {} {} {} [{}] ({})",
        "",
        scope_data.name,
        scope_data.kind.type_number(),
        u8::from(scope_data.nested),
        scope_data.lineno(),
        symbols.join(" "),
        parameters.join(" ")
    )
    .expect("writing to a string succeeds");
    for &child in &scope_data.children {
        scope(table, child, indent + 1, out);
    }
}
