//! A parser that is fed piece by piece and asked for one event after the other, with expat's notion of events, places and errors.

use std::collections::VecDeque;

use super::dtd::{self, Dtd};
use super::event::*;
use super::input::{Encoding, Input};
use super::lexer;
use super::names::{is_space, numbered_char, predefined, space_len, with_newlines};

const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_URI: &str = "http://www.w3.org/2000/xmlns/";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Start,
    Prolog,
    Content,
    Cdata,
    Epilog,
}

/// An element that is open.
struct Open {
    raw: String,
    shown: String,
    /// How many namespaces it declares.
    namespaces: usize,
}

/// An entity whose text is being read.
struct Nested {
    name: String,
    text: String,
    at: usize,
    /// Elements that were open at its begin.
    depth: usize,
}

/// What entities expand to is limited to this factor of the document once it is longer than [`EXPANSION_FREE`] bytes.
const AMPLIFICATION_FACTOR: usize = 100;
const EXPANSION_FREE: usize = 8 << 20;

/// A parser of one document, or of an external entity.
pub struct Parser {
    pub input: Input,
    state: State,
    open: Vec<Open>,
    nested: Vec<Nested>,
    dtd: Dtd,
    /// What goes between a namespace and a local name; none: names stay as they are.
    separator: Option<String>,
    /// Names get their prefix as a third part.
    pub prefixes: bool,
    /// Bindings in force, the latest last; an empty prefix is the default namespace, no URI none.
    bindings: Vec<(String, Option<String>)>,
    queue: VecDeque<(Event, Position)>,
    /// The encoding was given from outside: the document's own word does not count.
    fixed_encoding: bool,
    /// An external entity: no document element, but content.
    fragment: bool,
    /// Of the last event or error.
    pub position: Position,
    /// The text of the last token, where `keep_raw` asks for it.
    pub raw: String,
    pub keep_raw: bool,
    /// Read the text of internal entities; else they are skipped.
    pub expand: bool,
    expanded: usize,
    read: usize,
    /// Ask for another encoding by name: set when the XML declaration names one that is not built in.
    pub wanted_encoding: Option<String>,
}

impl Parser {
    pub fn new(encoding: Option<Encoding>, separator: Option<String>) -> Parser {
        let fixed_encoding = encoding.is_some();
        let input = Input::new(encoding);
        let position = input.position;
        Parser {
            input, state: State::Start, open: Vec::new(), nested: Vec::new(), dtd: Dtd { standalone: false, ..Dtd::default() }, separator, prefixes: false,
            bindings: vec![("xml".to_owned(), Some(XML_URI.to_owned()))], queue: VecDeque::new(), fixed_encoding, fragment: false, position,
            raw: String::new(), keep_raw: false, expand: true, expanded: 0, read: 0, wanted_encoding: None,
        }
    }

    /// A parser of an external entity that this document refers to.
    pub fn for_entity(&self, encoding: Option<Encoding>) -> Parser {
        let mut parser = Parser::new(encoding, self.separator.clone());
        parser.dtd = self.dtd.clone();
        parser.bindings = self.bindings.clone();
        parser.prefixes = self.prefixes;
        parser.fragment = true;
        parser
    }

    /// The encoding that is given from outside.
    pub fn set_encoding(&mut self, encoding: Encoding) {
        self.input.encoding = Some(encoding);
        self.fixed_encoding = true;
    }

    pub fn push(&mut self, bytes: &[u8], last: bool) {
        self.read += bytes.len();
        self.input.push(bytes, last);
    }

    fn fail<T>(&mut self, code: i64, offset: usize) -> Result<T, i64> {
        if self.nested.is_empty() {
            self.position = self.input.position_after(offset);
        }
        Err(code)
    }

    /// The next event; `None`: the input is used up.
    ///
    /// # Errors
    /// expat's number; the place is in `position`.
    pub fn next(&mut self, last: bool) -> Result<Option<Event>, i64> {
        loop {
            if let Some((event, position)) = self.queue.pop_front() {
                self.position = position;
                return Ok(Some(event));
            }
            if self.nested.is_empty() {
                self.position = self.input.position;
            } else if self.end_entity()? {
                continue;
            }
            if self.rest().is_empty() {
                if let Some(code) = self.input.end_error(last) {
                    return Err(code);
                }
                return if last { self.at_end().map(|()| None) } else { Ok(None) };
            }
            let mark = self.mark();
            let event = match self.state {
                State::Start => self.start(last)?,
                State::Prolog | State::Epilog => self.outside(last)?,
                State::Content => self.content(last)?,
                State::Cdata => self.cdata(last)?,
            };
            match event {
                Some(event) => return Ok(Some(event)),
                None if self.queue.is_empty() && mark == self.mark() => {
                    if !self.nested.is_empty() {
                        return Err(INVALID_TOKEN);
                    }
                    if !last {
                        return match self.input.end_error(false) {
                            Some(code) => self.fail(code, self.rest().len()),
                            None => Ok(None),
                        };
                    }
                    return match (self.state, self.input.end_error(true)) {
                        (State::Cdata, None) => self.fail(UNCLOSED_CDATA, self.rest().len()),
                        (_, Some(code)) => self.fail(code, self.rest().len()),
                        _ => self.fail(UNCLOSED_TOKEN, 0),
                    };
                }
                None => {}
            }
        }
    }

    /// Changes with every step forward.
    fn mark(&self) -> (usize, usize, usize) {
        (self.nested.len(), self.nested.last().map_or(0, |nested| nested.at), self.input.position.byte)
    }

    fn at_end(&mut self) -> Result<(), i64> {
        match self.state {
            State::Epilog => Ok(()),
            State::Content | State::Start if self.fragment && self.open.is_empty() => Ok(()),
            State::Cdata => Err(UNCLOSED_CDATA),
            _ => Err(NO_ELEMENTS),
        }
    }

    /// What is still to be read: of the innermost entity, or of the document.
    fn rest(&self) -> &str {
        match self.nested.last() {
            Some(nested) => &nested.text[nested.at..],
            None => self.input.rest(),
        }
    }

    /// `len` bytes are used.
    fn take(&mut self, len: usize) {
        if self.keep_raw {
            self.raw = self.rest()[..len].to_owned();
        }
        match self.nested.last_mut() {
            Some(nested) => nested.at += len,
            None => self.input.advance(len),
        }
    }

    /// Leave the innermost entity if it is at its end.
    fn end_entity(&mut self) -> Result<bool, i64> {
        if !self.rest().is_empty() {
            return Ok(false);
        }
        if self.state == State::Cdata {
            return Err(UNCLOSED_CDATA);
        }
        match self.nested.pop() {
            Some(nested) if nested.depth != self.open.len() => Err(ASYNC_ENTITY),
            _ => Ok(true),
        }
    }

    /// The very begin: an XML declaration, if there is one.
    fn start(&mut self, last: bool) -> Result<Option<Event>, i64> {
        let rest = self.input.rest();
        if "<?xml ".starts_with(rest) && !last {
            return Ok(None);
        }
        let declared = lexer::is_declaration(rest);
        let len = rest.find("?>").map(|len| len + 2);
        let next = if self.fragment { State::Content } else { State::Prolog };
        if !declared {
            self.state = next;
            self.raw.clear();
            return Ok(Some(Event::Other));
        }
        let Some(len) = len else { return if last { self.fail(UNCLOSED_TOKEN, 0) } else { Ok(None) } };
        let text = rest[..len].to_owned();
        let event = match self.declaration(&text) {
            Ok(event) => event,
            Err((code, offset)) => return self.fail(code, offset),
        };
        self.take(len);
        self.state = next;
        self.dtd.standalone = matches!(event, Event::XmlDecl { standalone: 1, .. });
        if let Event::XmlDecl { encoding: Some(name), .. } = &event {
            self.named_encoding(&name.clone())?;
        }
        Ok(Some(event))
    }

    fn declaration(&self, text: &str) -> Result<Event, (i64, usize)> {
        let parts = lexer::declaration(text).map_err(|offset| (XML_DECL, offset))?;
        let (mut version, mut encoding, mut standalone) = (None, None, -1);
        for (index, (name, value, at, value_at)) in parts.into_iter().enumerate() {
            match name {
                "version" if index == 0 => version = Some(value.to_owned()),
                "encoding" if encoding.is_none() && standalone == -1 && (version.is_some() || self.fragment) => encoding = Some(value.to_owned()),
                "standalone" if standalone == -1 && version.is_some() => {
                    standalone = match value {
                        "yes" => 1,
                        "no" => 0,
                        _ => return Err((XML_DECL, value_at)),
                    }
                }
                _ => return Err((XML_DECL, at)),
            }
        }
        if version.is_none() && !self.fragment {
            return Err((XML_DECL, 5));
        }
        Ok(Event::XmlDecl { version: version.unwrap_or_default(), encoding, standalone })
    }

    fn named_encoding(&mut self, name: &str) -> Result<(), i64> {
        if self.fixed_encoding {
            return Ok(());
        }
        let wide = matches!(self.input.encoding, Some(Encoding::Utf16 { .. }));
        let encoding = match name.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" if !wide => return Ok(()),
            "UTF-16" | "UTF-16LE" | "UTF-16BE" if wide => return Ok(()),
            "UTF-8" | "UTF8" | "UTF-16" => return Err(INCORRECT_ENCODING),
            "ISO-8859-1" => Encoding::Latin1,
            "US-ASCII" => Encoding::Ascii,
            _ => {
                self.wanted_encoding = Some(name.to_owned());
                return Ok(());
            }
        };
        self.input.change_encoding(encoding);
        Ok(())
    }

    /// The encoding that was wanted, or none if nobody knows it.
    ///
    /// # Errors
    /// `unknown encoding`.
    pub fn use_encoding(&mut self, encoding: Option<Encoding>) -> Result<(), i64> {
        self.wanted_encoding = None;
        match encoding {
            Some(encoding) => {
                self.input.change_encoding(encoding);
                Ok(())
            }
            None => Err(UNKNOWN_ENCODING),
        }
    }

    /// Before or behind the document's element.
    fn outside(&mut self, last: bool) -> Result<Option<Event>, i64> {
        let rest = self.rest();
        let space = space_len(rest);
        if space > 0 {
            self.take(space);
            return Ok(Some(Event::Other));
        }
        if rest.starts_with("<?") || rest.starts_with("<!--") {
            return self.aside();
        }
        let short = !last && ("<!--".starts_with(rest) || "<!DOCTYPE".starts_with(rest));
        if short {
            return Ok(None);
        }
        if self.state == State::Epilog {
            return match rest.strip_prefix("</") {
                Some(_) => self.fail(INVALID_TOKEN, 1),
                None => self.fail(JUNK, 0),
            };
        }
        if rest.starts_with("<!DOCTYPE") {
            return self.doctype();
        }
        if rest.starts_with("</") {
            return self.fail(INVALID_TOKEN, 1);
        }
        if rest.starts_with("<!") || !rest.starts_with('<') {
            let code = if rest.starts_with(|c| super::names::is_char(c) && c != '&') { SYNTAX } else { INVALID_TOKEN };
            return self.fail(code, 0);
        }
        self.element()
    }

    /// A comment or processing instruction.
    fn aside(&mut self) -> Result<Option<Event>, i64> {
        let rest = self.rest();
        let lexed = if rest.starts_with("<?") {
            lexer::instruction(rest).map(|token| token.map(|(target, data, len)| {
                (Event::ProcessingInstruction { target: target.to_owned(), data: with_newlines(data) }, len)
            }))
        } else {
            lexer::comment(rest).map(|token| token.map(|(body, len)| (Event::Comment(with_newlines(body)), len)))
        };
        match lexed {
            Ok(None) => Ok(None),
            Ok(Some((Event::ProcessingInstruction { target, .. }, _))) if target.eq_ignore_ascii_case("xml") => self.fail(MISPLACED_XML, 0),
            Ok(Some((event, len))) => {
                self.take(len);
                Ok(Some(event))
            }
            Err((code, offset)) => self.fail(code, offset),
        }
    }

    fn doctype(&mut self) -> Result<Option<Event>, i64> {
        if self.dtd.present {
            return self.fail(SYNTAX, 0);
        }
        let Some(len) = lexer::doctype_len(self.rest()) else { return Ok(None) };
        let text = self.rest()[..len].to_owned();
        let events = match dtd::read(&text, &mut self.dtd) {
            Ok(events) => events,
            Err((code, offset)) => return self.fail(code, offset),
        };
        for (event, offset) in events {
            let position = self.input.position_after(offset);
            self.queue.push_back((event, position));
        }
        self.take(len);
        Ok(None)
    }

    fn content(&mut self, last: bool) -> Result<Option<Event>, i64> {
        let last = last || !self.nested.is_empty();
        let rest = self.rest();
        if rest.starts_with('&') {
            return self.entity();
        }
        if !rest.starts_with('<') {
            return match lexer::text_piece(rest, last) {
                Ok(Some(len)) => Ok(Some(self.text(len))),
                Ok(None) => Ok(None),
                Err((code, offset)) => self.fail(code, offset),
            };
        }
        const CDATA: &str = "<![CDATA[";
        if rest.starts_with("</") {
            return self.end_element();
        }
        if rest.starts_with("<?") || rest.starts_with("<!--") {
            return self.aside();
        }
        if rest.starts_with(CDATA) {
            self.take(CDATA.len());
            self.state = State::Cdata;
            return Ok(Some(Event::StartCdata));
        }
        if rest.starts_with("<!") {
            let known = CDATA.starts_with(rest) || "<!--".starts_with(rest);
            return if known { Ok(None) } else { self.fail(INVALID_TOKEN, 2) };
        }
        self.element()
    }

    fn cdata(&mut self, last: bool) -> Result<Option<Event>, i64> {
        let rest = self.rest();
        match lexer::cdata_piece(rest, last || !self.nested.is_empty()) {
            Ok(Some(0)) => {
                self.take("]]>".len());
                self.state = State::Content;
                Ok(Some(Event::EndCdata))
            }
            Ok(Some(len)) => Ok(Some(self.text(len))),
            Ok(None) => Ok(None),
            Err((code, offset)) => self.fail(code, offset),
        }
    }

    /// The next `len` bytes as text, with line ends as XML wants them.
    fn text(&mut self, len: usize) -> Event {
        let text = with_newlines(&self.rest()[..len]);
        self.take(len);
        Event::Text(text)
    }

    /// A reference in content.
    fn entity(&mut self) -> Result<Option<Event>, i64> {
        let (name, len) = match lexer::reference(self.rest()) {
            Ok(Some((name, len))) => (name.to_owned(), len),
            Ok(None) => return Ok(None),
            Err((code, offset)) => return self.fail(code, offset),
        };
        if name.starts_with('#') {
            return match numbered_char(&name) {
                Some(c) => {
                    self.take(len);
                    Ok(Some(Event::Text(c.to_string())))
                }
                None => self.fail(BAD_CHAR_REF, 0),
            };
        }
        if let Some(text) = predefined(&name) {
            self.take(len);
            return Ok(Some(Event::Text(text.to_owned())));
        }
        let Some(entity) = self.dtd.entities.get(&name) else {
            if self.dtd.incomplete && !self.dtd.standalone {
                self.take(len);
                return Ok(Some(Event::Skipped { name, parameter: false }));
            }
            return self.fail(UNDEFINED_ENTITY, 0);
        };
        if entity.notation.is_some() {
            return self.fail(BINARY_ENTITY, 0);
        }
        let Some(text) = entity.value.clone() else {
            let (system, public) = (entity.system.clone(), entity.public.clone());
            self.take(len);
            return Ok(Some(Event::ExternalEntity { context: self.context(&name), system, public }));
        };
        if !self.expand {
            self.take(len);
            return Ok(Some(Event::Skipped { name, parameter: false }));
        }
        if self.nested.iter().any(|nested| nested.name == name) {
            return self.fail(RECURSIVE_ENTITY, 0);
        }
        self.take(len);
        self.expand(text.len())?;
        let depth = self.open.len();
        self.nested.push(Nested { name, text, at: 0, depth });
        Ok(None)
    }

    /// What a parser of an external entity has to know: the namespaces in force, and the entity's name.
    fn context(&self, name: &str) -> String {
        if self.separator.is_none() {
            return name.to_owned();
        }
        let mut parts: Vec<String> = Vec::new();
        let (unnamed, named): (Vec<_>, Vec<_>) = self.bindings.iter().partition(|(prefix, _)| prefix.is_empty());
        for (prefix, uri) in unnamed.into_iter().chain(named) {
            if let Some(uri) = uri {
                parts.push(format!("{prefix}={uri}"));
            }
        }
        parts.push(name.to_owned());
        parts.join("\u{C}")
    }

    /// Account for the text of an entity.
    fn expand(&mut self, len: usize) -> Result<(), i64> {
        self.expanded += len;
        let total = self.expanded + self.read;
        if total > EXPANSION_FREE && total / self.read.max(1) > AMPLIFICATION_FACTOR { Err(AMPLIFICATION) } else { Ok(()) }
    }

    /// An attribute's value as the application sees it.
    fn value(&mut self, text: &str, cdata: bool, within: &mut Vec<String>) -> Result<String, i64> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c != '&' {
                let len = if rest.starts_with("\r\n") { 2 } else { c.len_utf8() };
                out.push(if is_space(c) { ' ' } else { c });
                rest = &rest[len..];
                continue;
            }
            let (name, len) = match lexer::reference(rest) {
                Ok(Some(found)) => found,
                _ => return self.fail(INVALID_TOKEN, 0),
            };
            rest = &rest[len..];
            if name.starts_with('#') {
                match numbered_char(name) {
                    Some(c) => out.push(c),
                    None => return self.fail(BAD_CHAR_REF, 0),
                }
                continue;
            }
            if let Some(text) = predefined(name) {
                out.push_str(text);
                continue;
            }
            let value = match self.dtd.entities.get(name) {
                None if self.dtd.incomplete && !self.dtd.standalone => continue,
                None => return self.fail(UNDEFINED_ENTITY, 0),
                Some(entity) if entity.notation.is_some() => return self.fail(BINARY_ENTITY, 0),
                Some(entity) => match &entity.value {
                    Some(value) => value.clone(),
                    None => return self.fail(EXTERNAL_IN_ATTRIBUTE, 0),
                },
            };
            if within.iter().any(|outer| outer == name) {
                return self.fail(RECURSIVE_ENTITY, 0);
            }
            if value.contains('<') {
                return self.fail(INVALID_TOKEN, 0);
            }
            self.expand(value.len())?;
            within.push(name.to_owned());
            out.push_str(&self.value(&value, true, within)?);
            within.pop();
        }
        Ok(if cdata { out } else { out.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ") })
    }

    fn element(&mut self) -> Result<Option<Event>, i64> {
        let tag = match lexer::start_tag(self.rest()) {
            Ok(Some(tag)) => tag,
            Ok(None) => return Ok(None),
            Err((code, offset)) => return self.fail(code, offset),
        };
        let (name, empty, len) = (tag.name.to_owned(), tag.empty, tag.len);
        let written: Vec<(String, String)> = tag.attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let declared = self.dtd.attributes.get(&name).cloned().unwrap_or_default();
        let mut attributes = Vec::with_capacity(written.len());
        for (attribute, text) in written {
            let cdata = declared.iter().find(|d| d.name == attribute).is_none_or(|d| d.cdata);
            let value = self.value(&text, cdata, &mut Vec::new())?;
            attributes.push((attribute, value));
        }
        let mut specified = attributes.len();
        for d in declared {
            if let Some(default) = d.default.filter(|_| attributes.iter().all(|(known, _)| *known != d.name)) {
                let value = self.value(&default, d.cdata, &mut Vec::new())?;
                attributes.push((d.name, value));
            }
        }
        let mut shown = name.clone();
        let mut namespaces = 0;
        let position = self.position;
        if self.separator.is_some() {
            let declarations = |attribute: &str| attribute == "xmlns" || attribute.starts_with("xmlns:");
            specified -= attributes[..specified].iter().filter(|(attribute, _)| declarations(attribute)).count();
            let (bound, plain): (Vec<_>, Vec<_>) = attributes.into_iter().partition(|(attribute, _)| declarations(attribute));
            for (attribute, uri) in bound {
                let prefix = attribute.strip_prefix("xmlns:").unwrap_or("").to_owned();
                self.bind(&prefix, &uri)?;
                let uri = (!uri.is_empty()).then_some(uri);
                self.bindings.push((prefix.clone(), uri.clone()));
                namespaces += 1;
                self.queue.push_back((Event::StartNamespace { prefix: (!prefix.is_empty()).then_some(prefix), uri }, position));
            }
            attributes = Vec::with_capacity(plain.len());
            for (attribute, value) in plain {
                let attribute = if attribute.contains(':') { self.qualified(&attribute)? } else { attribute };
                if attributes.iter().any(|(known, _)| *known == attribute) {
                    return self.fail(DUPLICATE_ATTRIBUTE, 0);
                }
                attributes.push((attribute, value));
            }
            shown = self.qualified(&name)?;
        }
        let end = if self.nested.is_empty() { self.input.position_after(len) } else { position };
        self.take(len);
        self.queue.push_back((Event::StartElement { name: shown.clone(), attributes, specified }, position));
        self.open.push(Open { raw: name, shown, namespaces });
        self.state = State::Content;
        if empty {
            self.close(end);
        }
        let (event, position) = self.queue.pop_front().expect("just pushed");
        self.position = position;
        Ok(Some(event))
    }

    /// Check a declaration of a namespace.
    fn bind(&mut self, prefix: &str, uri: &str) -> Result<(), i64> {
        let code = match (prefix, uri) {
            ("xml", XML_URI) => return Ok(()),
            ("xml", _) => RESERVED_XML,
            ("xmlns", _) => RESERVED_XMLNS,
            (_, XML_URI | XMLNS_URI) => RESERVED_URI,
            ("", _) => return Ok(()),
            (_, "") => UNDECLARING_PREFIX,
            _ => return Ok(()),
        };
        self.fail(code, 0)
    }

    /// A name with its namespace.
    fn qualified(&mut self, name: &str) -> Result<String, i64> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let uri = self.bindings.iter().rev().find(|(known, _)| known == prefix).and_then(|(_, uri)| uri.clone());
        let separator = self.separator.as_deref().unwrap_or_default();
        match uri {
            Some(uri) if self.prefixes && !prefix.is_empty() => Ok(format!("{uri}{separator}{local}{separator}{prefix}")),
            Some(uri) => Ok(format!("{uri}{separator}{local}")),
            None if prefix.is_empty() => Ok(local.to_owned()),
            None => self.fail(UNBOUND_PREFIX, 0),
        }
    }

    fn end_element(&mut self) -> Result<Option<Event>, i64> {
        let (name, len) = match lexer::end_tag(self.rest()) {
            Ok(Some(token)) => token,
            Ok(None) => return Ok(None),
            Err((code, offset)) => return self.fail(code, offset),
        };
        let floor = self.nested.last().map_or(0, |nested| nested.depth);
        if self.open.len() <= floor {
            return if floor > 0 { Err(ASYNC_ENTITY) } else { self.fail(INVALID_TOKEN, 1) };
        }
        if self.open.last().is_none_or(|open| open.raw != name) {
            return self.fail(TAG_MISMATCH, 2);
        }
        self.take(len);
        self.close(self.position);
        let (event, position) = self.queue.pop_front().expect("just pushed");
        self.position = position;
        Ok(Some(event))
    }

    /// The innermost element ends.
    fn close(&mut self, position: Position) {
        let Some(open) = self.open.pop() else { return };
        self.queue.push_back((Event::EndElement { name: open.shown }, position));
        for _ in 0..open.namespaces {
            if let Some((prefix, _)) = self.bindings.pop() {
                self.queue.push_back((Event::EndNamespace { prefix: (!prefix.is_empty()).then_some(prefix) }, position));
            }
        }
        if self.open.is_empty() && !self.fragment {
            self.state = State::Epilog;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a document fed in pieces of a length, texts that follow one another joined; or the error with its column.
    fn events(document: &str, piece: usize) -> Result<Vec<String>, (i64, usize)> {
        let mut parser = Parser::new(None, None);
        let mut found: Vec<String> = Vec::new();
        let bytes = document.as_bytes();
        let pieces: Vec<&[u8]> = if piece == 0 { vec![bytes] } else { bytes.chunks(piece).collect() };
        for (i, chunk) in pieces.iter().chain([&&b""[..]]).enumerate() {
            let last = i == pieces.len();
            parser.push(chunk, last);
            while let Some(event) = parser.next(last).map_err(|code| (code, parser.position.column))? {
                match event {
                    Event::Other => {}
                    Event::Text(text) => match found.last_mut() {
                        Some(before) if before.starts_with("text ") => before.push_str(&text),
                        _ => found.push(format!("text {text}")),
                    },
                    Event::StartElement { name, attributes, .. } => found.push(format!("start {name} {attributes:?}")),
                    Event::EndElement { name } => found.push(format!("end {name}")),
                    other => found.push(format!("{other:?}")),
                }
            }
        }
        Ok(found)
    }

    #[test]
    fn the_pieces_do_not_matter() {
        let document = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY e \"x<i/>y\">]>\n<a b=\"1 &amp; 2\">one\r\ntwo &e; <![CDATA[<&]]]]><!-- c --><?p i?>\u{20AC}<b/></a >\n";
        let whole = events(document, 0).unwrap();
        assert_eq!(whole[4], "start a [(\"b\", \"1 & 2\")]");
        assert!(whole.contains(&"text one\ntwo x".to_owned()), "{whole:?}");
        for piece in 1..20 {
            assert_eq!(events(document, piece), Ok(whole.clone()), "{piece}");
        }
    }

    #[test]
    fn errors_have_their_places() {
        for (document, code, column) in [
            ("", NO_ELEMENTS, 0), ("<a>", NO_ELEMENTS, 3), ("<a><b></a>", TAG_MISMATCH, 8), ("<a/><b/>", JUNK, 4), ("<a", UNCLOSED_TOKEN, 0),
            ("<a b=\"1\" b=\"2\"/>", DUPLICATE_ATTRIBUTE, 9), ("<a>&foo;</a>", UNDEFINED_ENTITY, 3), ("<a>]]></a>", INVALID_TOKEN, 5), ("text", SYNTAX, 0),
            ("<a><![CDATA[x</a>", UNCLOSED_CDATA, 17), ("<a><!-- -- --></a>", INVALID_TOKEN, 10), ("<a>&amp</a>", INVALID_TOKEN, 7),
            (" <?xml version=\"1.0\"?><a/>", MISPLACED_XML, 1), ("<a></a></a>", INVALID_TOKEN, 8),
        ] {
            assert_eq!(events(document, 0), Err((code, column)), "{document}");
        }
    }
}
