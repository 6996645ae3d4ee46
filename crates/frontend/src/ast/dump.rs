//! A tree as text, every field and place included, for comparing trees.

use super::{Constant, Field, NodeId, Tree};
use std::fmt::Write;
use whipsnake_text::{escape, float};

/// The tree as nested `(Class field=value ... @line,column,end line,end column)`.
pub fn dump(tree: &Tree) -> String {
    let mut out = String::new();
    node(tree, tree.root(), &mut out);
    out
}

fn node(tree: &Tree, id: NodeId, out: &mut String) {
    let data = tree.node(id);
    out.push('(');
    out.push_str(data.class.name());
    for (kind, value) in data.class.fields().zip(&data.fields) {
        out.push(' ');
        out.push_str(kind.name);
        out.push('=');
        field(tree, value, out);
    }
    if let Some(at) = data.location {
        // Writing to a string cannot fail.
        let _ = write!(out, " @{},{},{},{}", at.lineno, at.col_offset, at.end_lineno, at.end_col_offset);
    }
    out.push(')');
}

fn field(tree: &Tree, value: &Field, out: &mut String) {
    match value {
        Field::None => out.push_str("None"),
        Field::Node(id) => node(tree, *id, out),
        Field::Nodes(list) => {
            out.push('[');
            for (index, id) in list.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                match id {
                    Some(id) => node(tree, *id, out),
                    None => out.push_str("None"),
                }
            }
            out.push(']');
        }
        Field::Identifier(name) => quoted(name.as_bytes(), out),
        Field::Identifiers(list) => {
            out.push('[');
            for (index, name) in list.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                quoted(name.as_bytes(), out);
            }
            out.push(']');
        }
        Field::Int(value) => out.push_str(&value.to_string()),
        Field::Constant(value) => constant(value, out),
    }
}

fn quoted(text: &[u8], out: &mut String) {
    out.push_str(&String::from_utf8_lossy(&escape::str_repr(text)));
}

fn constant(value: &Constant, out: &mut String) {
    match value {
        Constant::None => out.push_str("None"),
        Constant::Bool(value) => out.push_str(if *value { "True" } else { "False" }),
        Constant::Ellipsis => out.push_str("Ellipsis"),
        Constant::Int(value) => out.push_str(&value.to_string()),
        Constant::BigInt(value) => out.push_str(&value.to_string()),
        Constant::Float(value) => out.push_str(&float::repr(*value)),
        Constant::Imaginary(value) => out.push_str(&float::complex_repr(0.0, *value)),
        Constant::Str(value) => quoted(value, out),
        Constant::Bytes(value) => out.push_str(&String::from_utf8_lossy(&escape::bytes_repr(value))),
    }
}
