//! What a parser tells of, and its errors.

/// An event, with what its handler gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    XmlDecl { version: String, encoding: Option<String>, standalone: i32 },
    StartDoctype { name: String, system: Option<String>, public: Option<String>, internal: bool },
    EndDoctype,
    /// Names are `uri`+separator+`local` where namespaces are on. The first `specified` attributes stand in the document.
    StartElement { name: String, attributes: Vec<(String, String)>, specified: usize },
    EndElement { name: String },
    StartNamespace { prefix: Option<String>, uri: Option<String> },
    EndNamespace { prefix: Option<String> },
    Text(String),
    ProcessingInstruction { target: String, data: String },
    Comment(String),
    StartCdata,
    EndCdata,
    Entity { name: String, parameter: bool, value: Option<String>, system: Option<String>, public: Option<String>, notation: Option<String> },
    Notation { name: String, system: Option<String>, public: Option<String> },
    Element { name: String, model: Model },
    Attribute { element: String, name: String, kind: String, default: Option<String>, required: bool },
    ExternalEntity { context: String, system: Option<String>, public: Option<String> },
    Skipped { name: String, parameter: bool },
    /// Markup without an event of its own.
    Other,
    /// The document claims not to stand alone.
    NotStandalone,
}

/// A content model of an element declaration: type and quantifier as expat numbers them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Model {
    pub kind: i64,
    pub quantifier: i64,
    pub name: Option<String>,
    pub children: Vec<Model>,
}

/// A place in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    /// Characters before it in the line.
    pub column: usize,
    pub byte: usize,
}

/// The errors in the order of expat's numbers, from 1 on: the constant's name and the message.
pub const ERRORS: [(&str, &str); 44] = [
    ("NO_MEMORY", "out of memory"), ("SYNTAX", "syntax error"), ("NO_ELEMENTS", "no element found"),
    ("INVALID_TOKEN", "not well-formed (invalid token)"), ("UNCLOSED_TOKEN", "unclosed token"), ("PARTIAL_CHAR", "partial character"),
    ("TAG_MISMATCH", "mismatched tag"), ("DUPLICATE_ATTRIBUTE", "duplicate attribute"),
    ("JUNK_AFTER_DOC_ELEMENT", "junk after document element"), ("PARAM_ENTITY_REF", "illegal parameter entity reference"),
    ("UNDEFINED_ENTITY", "undefined entity"), ("RECURSIVE_ENTITY_REF", "recursive entity reference"), ("ASYNC_ENTITY", "asynchronous entity"),
    ("BAD_CHAR_REF", "reference to invalid character number"), ("BINARY_ENTITY_REF", "reference to binary entity"),
    ("ATTRIBUTE_EXTERNAL_ENTITY_REF", "reference to external entity in attribute"),
    ("MISPLACED_XML_PI", "XML or text declaration not at start of entity"), ("UNKNOWN_ENCODING", "unknown encoding"),
    ("INCORRECT_ENCODING", "encoding specified in XML declaration is incorrect"), ("UNCLOSED_CDATA_SECTION", "unclosed CDATA section"),
    ("EXTERNAL_ENTITY_HANDLING", "error in processing external entity reference"), ("NOT_STANDALONE", "document is not standalone"),
    ("UNEXPECTED_STATE", "unexpected parser state - please send a bug report"), ("ENTITY_DECLARED_IN_PE", "entity declared in parameter entity"),
    ("FEATURE_REQUIRES_XML_DTD", "requested feature requires XML_DTD support in Expat"),
    ("CANT_CHANGE_FEATURE_ONCE_PARSING", "cannot change setting once parsing has begun"), ("UNBOUND_PREFIX", "unbound prefix"),
    ("UNDECLARING_PREFIX", "must not undeclare prefix"), ("INCOMPLETE_PE", "incomplete markup in parameter entity"),
    ("XML_DECL", "XML declaration not well-formed"), ("TEXT_DECL", "text declaration not well-formed"),
    ("PUBLICID", "illegal character(s) in public id"), ("SUSPENDED", "parser suspended"), ("NOT_SUSPENDED", "parser not suspended"),
    ("ABORTED", "parsing aborted"), ("FINISHED", "parsing finished"), ("SUSPEND_PE", "cannot suspend in external parameter entity"),
    ("RESERVED_PREFIX_XML", "reserved prefix (xml) must not be undeclared or bound to another namespace name"),
    ("RESERVED_PREFIX_XMLNS", "reserved prefix (xmlns) must not be declared or undeclared"),
    ("RESERVED_NAMESPACE_URI", "prefix must not be bound to one of the reserved namespace names"), ("INVALID_ARGUMENT", "invalid argument"),
    ("NO_BUFFER", "a successful prior call to function XML_GetBuffer was required"),
    ("AMPLIFICATION_LIMIT_BREACH", "limit on input amplification factor (from DTD and entities) breached"), ("NOT_STARTED", "parser not started"),
];

/// The number of an error by its constant's name.
const fn code(name: &str) -> i64 {
    let mut i = 0;
    while i < ERRORS.len() {
        let known = ERRORS[i].0.as_bytes();
        let mut same = known.len() == name.len();
        let mut k = 0;
        while same && k < known.len() {
            same = known[k] == name.as_bytes()[k];
            k += 1;
        }
        if same {
            return i as i64 + 1;
        }
        i += 1;
    }
    panic!("no such error")
}

pub const SYNTAX: i64 = code("SYNTAX");
pub const NO_ELEMENTS: i64 = code("NO_ELEMENTS");
pub const INVALID_TOKEN: i64 = code("INVALID_TOKEN");
pub const UNCLOSED_TOKEN: i64 = code("UNCLOSED_TOKEN");
pub const PARTIAL_CHAR: i64 = code("PARTIAL_CHAR");
pub const TAG_MISMATCH: i64 = code("TAG_MISMATCH");
pub const DUPLICATE_ATTRIBUTE: i64 = code("DUPLICATE_ATTRIBUTE");
pub const JUNK: i64 = code("JUNK_AFTER_DOC_ELEMENT");
pub const UNDEFINED_ENTITY: i64 = code("UNDEFINED_ENTITY");
pub const RECURSIVE_ENTITY: i64 = code("RECURSIVE_ENTITY_REF");
pub const ASYNC_ENTITY: i64 = code("ASYNC_ENTITY");
pub const BAD_CHAR_REF: i64 = code("BAD_CHAR_REF");
pub const BINARY_ENTITY: i64 = code("BINARY_ENTITY_REF");
pub const EXTERNAL_IN_ATTRIBUTE: i64 = code("ATTRIBUTE_EXTERNAL_ENTITY_REF");
pub const MISPLACED_XML: i64 = code("MISPLACED_XML_PI");
pub const UNKNOWN_ENCODING: i64 = code("UNKNOWN_ENCODING");
pub const INCORRECT_ENCODING: i64 = code("INCORRECT_ENCODING");
pub const UNCLOSED_CDATA: i64 = code("UNCLOSED_CDATA_SECTION");
pub const EXTERNAL_HANDLING: i64 = code("EXTERNAL_ENTITY_HANDLING");
pub const NOT_STANDALONE: i64 = code("NOT_STANDALONE");
pub const UNBOUND_PREFIX: i64 = code("UNBOUND_PREFIX");
pub const UNDECLARING_PREFIX: i64 = code("UNDECLARING_PREFIX");
pub const XML_DECL: i64 = code("XML_DECL");
pub const FINISHED: i64 = code("FINISHED");
pub const RESERVED_XML: i64 = code("RESERVED_PREFIX_XML");
pub const RESERVED_XMLNS: i64 = code("RESERVED_PREFIX_XMLNS");
pub const RESERVED_URI: i64 = code("RESERVED_NAMESPACE_URI");
pub const AMPLIFICATION: i64 = code("AMPLIFICATION_LIMIT_BREACH");
