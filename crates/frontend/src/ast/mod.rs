//! CPython's abstract syntax, for the `ast` module.
//!
//! `schema` is the table of node classes; [`Tree`] holds a program in their terms, without any Python objects; `convert`
//! makes such a tree from a parsed source, and `restore` goes the other way. The runtime turns a [`Tree`] into objects and back by walking the schema.

mod convert;
mod dump;
mod restore;
pub mod schema;

pub use convert::tree_of;
pub use dump::dump;
pub use restore::parsed_of;

use crate::parse::Location;
use num_bigint::BigUint;
use ruff_python_ast::name::Name;
use schema::Class;

/// Index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

/// A program in CPython's node classes.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    root: NodeId,
}

/// One node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its class.
    pub class: Class,
    /// The values of the class's fields, in the schema's order.
    pub fields: Vec<Field>,
    /// Its place, if the class has one.
    pub location: Option<Location>,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub enum Field {
    /// `None`
    None,
    /// One node.
    Node(NodeId),
    /// A list of nodes; `None` where CPython has `None` (keys of `**` in a dict, missing keyword defaults).
    Nodes(Vec<Option<NodeId>>),
    /// A name.
    Identifier(Name),
    /// A list of names.
    Identifiers(Vec<Name>),
    /// A small number: a conversion, a level.
    Int(i64),
    /// The value of a `Constant` or another field that holds any object.
    Constant(Constant),
}

/// The value of a constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An integer that fits.
    Int(u64),
    /// A longer integer.
    BigInt(BigUint),
    /// A float.
    Float(f64),
    /// A complex number without real part.
    Imaginary(f64),
    /// A string, in generalized UTF-8.
    Str(Vec<u8>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Tree {
    /// An empty tree to be filled with [`Tree::add`], the root last.
    pub fn builder() -> Tree {
        Tree { nodes: Vec::new(), root: NodeId(0) }
    }

    /// Adds a node whose children were added before. The last node added is the root.
    pub fn add(&mut self, node: Node) -> NodeId {
        self.root = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        self.root
    }

    /// The node that holds all others.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}
