//! The tree and the symbol table of whole programs, as CPython 3.14 has them (recorded in `trees.txt`).

use whipsnake_frontend::ast;
use whipsnake_frontend::parse::{self, Flags, Mode, Parsed};
use whipsnake_frontend::symtable::{self, ScopeId, SymbolTable};

/// Source, tree and symbols of each recorded program.
fn programs() -> Vec<[&'static str; 3]> {
    let mut parts = include_str!("trees.txt").split("#### ").skip(1);
    let mut programs = Vec::new();
    while let (Some(source), Some(tree), Some(symbols)) = (parts.next(), parts.next(), parts.next()) {
        let body = |part: &'static str| part.split_once('\n').map_or("", |(_, body)| body);
        programs.push([body(source), body(tree), body(symbols)]);
    }
    assert!(programs.len() > 4, "the programs are there");
    programs
}

fn parsed(source: &str) -> Parsed {
    parse::parse(source, "<test>", Mode::Exec, Flags::default()).expect("the programs are valid")
}

fn dumped(tree: &ast::Tree) -> String {
    ast::dump(tree).replace('(', "\n(").trim_start().to_owned()
}

#[test]
fn trees_are_cpythons() {
    for [source, tree, _] in programs() {
        assert_eq!(dumped(&ast::tree_of(&parsed(source))), tree.trim_end_matches('\n'), "{source}");
    }
}

#[test]
fn trees_survive_the_way_back() {
    for [source, _, symbols] in programs() {
        let first = ast::tree_of(&parsed(source));
        let restored = ast::parsed_of(&first, "<test>", Flags::default(), 50).expect("the tree is valid");
        assert_eq!(dumped(&ast::tree_of(&restored)), dumped(&first), "{source}");
        assert_eq!(dump_symbols(&restored), symbols, "{source}");
    }
}

#[test]
fn symbols_are_cpythons() {
    for [source, _, symbols] in programs() {
        assert_eq!(dump_symbols(&parsed(source)), symbols, "{source}");
    }
}

fn dump_symbols(parsed: &Parsed) -> String {
    let table = symtable::build(parsed).expect("the programs are valid");
    let mut out = String::new();
    scope(&table, table.top(), 0, &mut out);
    out
}

fn scope(table: &SymbolTable, id: ScopeId, indent: usize, out: &mut String) {
    let data = table.scope(id);
    let mut symbols: Vec<_> = table.symbols(id).map(|(name, symbol)| format!("{name}:{}", symbol.packed())).collect();
    symbols.sort();
    let parameters: Vec<_> = table.parameters(id).collect();
    out.push_str(&format!(
        "{:indent$}{} {} {} {} [{}] ({})\n",
        "",
        data.name,
        data.kind.type_number(),
        u8::from(data.nested),
        data.lineno(),
        symbols.join(" "),
        parameters.join(" ")
    ));
    for &child in &data.children {
        scope(table, child, indent + 1, out);
    }
}
