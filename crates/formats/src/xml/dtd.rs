//! The declarations of a document type's internal subset.

use std::collections::HashMap;

use super::event::{Event, INVALID_TOKEN, Model, SYNTAX};
use super::lexer;
use super::names::{is_name, name_len, numbered_char, space_len, with_newlines};

/// A general entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The text that it stands for; none for external ones.
    pub value: Option<String>,
    pub system: Option<String>,
    pub public: Option<String>,
    pub notation: Option<String>,
}

/// A declared attribute.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: String,
    pub cdata: bool,
    pub default: Option<String>,
}

/// What a document type declares.
#[derive(Clone, Debug, Default)]
pub struct Dtd {
    pub entities: HashMap<String, Entity>,
    /// By element.
    pub attributes: HashMap<String, Vec<Declared>>,
    /// There are declarations that were not read: entities may be unknown with good reason.
    pub incomplete: bool,
    /// A reference to declarations that were not read: later ones of entities do not count.
    pub unread: bool,
    pub standalone: bool,
    /// There was a document type declaration.
    pub present: bool,
}

type Failure = (i64, usize);

/// A reader of one declaration.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) -> usize {
        let len = space_len(self.rest());
        self.at += len;
        len
    }

    fn invalid<T>(&self) -> Result<T, Failure> {
        Err((INVALID_TOKEN, self.at))
    }

    fn name(&mut self) -> Result<&'a str, Failure> {
        let len = name_len(self.rest());
        if len == 0 {
            return self.invalid();
        }
        let name = &self.rest()[..len];
        self.at += len;
        Ok(name)
    }

    /// A name token (which may begin with a digit).
    fn token(&mut self) -> Result<&'a str, Failure> {
        let len = self.rest().find(|c| !is_name(c)).unwrap_or(self.rest().len());
        if len == 0 {
            return self.invalid();
        }
        let token = &self.rest()[..len];
        self.at += len;
        Ok(token)
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    fn expect(&mut self, text: &str) -> Result<(), Failure> {
        if self.eat(text) { Ok(()) } else { self.invalid() }
    }

    fn quoted(&mut self) -> Result<&'a str, Failure> {
        let Some(quote) = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'')) else { return self.invalid() };
        let Some(len) = self.rest()[1..].find(quote) else { return self.invalid() };
        let value = &self.rest()[1..1 + len];
        self.at += len + 2;
        Ok(value)
    }

    /// `SYSTEM "…"` or `PUBLIC "…" "…"`: system and public identifiers.
    fn external_id(&mut self, system_optional: bool) -> Result<(Option<String>, Option<String>), Failure> {
        if self.eat("SYSTEM") {
            self.space();
            return Ok((Some(self.quoted()?.to_owned()), None));
        }
        if !self.eat("PUBLIC") {
            return Ok((None, None));
        }
        self.space();
        let public = self.quoted()?.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        self.space();
        let system = match self.rest().chars().next() {
            Some('"' | '\'') => Some(self.quoted()?.to_owned()),
            _ if system_optional => None,
            _ => return self.invalid(),
        };
        Ok((system, Some(public)))
    }
}

/// Read a complete declaration (`<!DOCTYPE …>`): its events in order, each with its place.
pub fn read(text: &str, dtd: &mut Dtd) -> Result<Vec<(Event, usize)>, Failure> {
    dtd.present = true;
    let mut r = Reader { text, at: "<!DOCTYPE".len() };
    let mut events = Vec::new();
    if r.space() == 0 {
        return r.invalid();
    }
    let name = r.name()?.to_owned();
    r.space();
    let (system, public) = r.external_id(false)?;
    r.space();
    let internal = r.rest().starts_with('[');
    let external = system.is_some();
    if external {
        dtd.incomplete = true;
        if !dtd.standalone {
            events.push((Event::NotStandalone, 0));
        }
    }
    events.push((Event::StartDoctype { name, system, public, internal }, 0));
    if r.eat("[") {
        loop {
            r.space();
            if r.eat("]") {
                break;
            }
            subset_item(&mut r, dtd, &mut events)?;
        }
        r.space();
    }
    r.expect(">")?;
    events.push((Event::EndDoctype, r.at - 1));
    Ok(events)
}

fn shifted<T>(at: usize, lexed: lexer::Lexed<T>) -> Result<T, Failure> {
    match lexed {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err((SYNTAX, at)),
        Err((code, offset)) => Err((code, at + offset)),
    }
}

fn subset_item(r: &mut Reader<'_>, dtd: &mut Dtd, events: &mut Vec<(Event, usize)>) -> Result<(), Failure> {
    let start = r.at;
    if r.rest().starts_with("<!--") {
        let (body, len) = shifted(start, lexer::comment(r.rest()))?;
        events.push((Event::Comment(with_newlines(body)), start));
        r.at += len;
        return Ok(());
    }
    if r.rest().starts_with("<?") {
        let (target, data, len) = shifted(start, lexer::instruction(r.rest()))?;
        events.push((Event::ProcessingInstruction { target: target.to_owned(), data: with_newlines(data) }, start));
        r.at += len;
        return Ok(());
    }
    if r.eat("%") {
        let name = r.name()?.to_owned();
        r.expect(";")?;
        // Parameter entities are not read: what they would declare is unknown from here on.
        dtd.incomplete = true;
        dtd.unread = true;
        events.push((Event::Skipped { name, parameter: true }, start));
        return Ok(());
    }
    if !r.eat("<!") {
        return r.invalid();
    }
    let keyword = r.name()?;
    if r.space() == 0 {
        return r.invalid();
    }
    match keyword {
        "ENTITY" => entity(r, dtd, events, start)?,
        "NOTATION" => {
            let name = r.name()?.to_owned();
            r.space();
            let (system, public) = r.external_id(true)?;
            events.push((Event::Notation { name, system, public }, start));
        }
        "ELEMENT" => {
            let name = r.name()?.to_owned();
            r.space();
            let model = content_model(r)?;
            events.push((Event::Element { name, model }, start));
        }
        "ATTLIST" => attributes(r, dtd, events, start)?,
        _ => return Err((SYNTAX, start)),
    }
    r.space();
    r.expect(">")
}

fn entity(r: &mut Reader<'_>, dtd: &mut Dtd, events: &mut Vec<(Event, usize)>, start: usize) -> Result<(), Failure> {
    let parameter = r.eat("%");
    if parameter && r.space() == 0 {
        return r.invalid();
    }
    let name = r.name()?.to_owned();
    r.space();
    let mut entity = Entity { value: None, system: None, public: None, notation: None };
    if r.rest().starts_with(['"', '\'']) {
        let at = r.at + 1;
        entity.value = Some(entity_value(r.quoted()?, at)?);
    } else {
        (entity.system, entity.public) = r.external_id(false)?;
        if entity.system.is_none() {
            return r.invalid();
        }
        r.space();
        if !parameter && r.eat("NDATA") {
            r.space();
            entity.notation = Some(r.name()?.to_owned());
        }
    }
    let Entity { value, system, public, notation } = entity.clone();
    events.push((Event::Entity { name: name.clone(), parameter, value, system, public, notation }, start));
    if !parameter && (!dtd.unread || dtd.standalone) {
        dtd.entities.entry(name).or_insert(entity);
    }
    Ok(())
}

/// The value with its character references replaced; others stay.
fn entity_value(text: &str, at: usize) -> Result<String, Failure> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(place) = rest.find(['&', '%']) {
        out.push_str(&with_newlines(&rest[..place]));
        let offset = at + (text.len() - rest.len()) + place;
        rest = &rest[place..];
        if rest.starts_with('%') {
            // Not allowed inside declarations of the internal subset.
            return Err((super::event::ERRORS.iter().position(|e| e.0 == "PARAM_ENTITY_REF").map_or(INVALID_TOKEN, |i| i as i64 + 1), offset));
        }
        let (name, len) = shifted(offset, lexer::reference(rest))?;
        if name.starts_with('#') {
            match numbered_char(name) {
                Some(c) => out.push(c),
                None => return Err((super::event::BAD_CHAR_REF, offset)),
            }
        } else {
            out.push_str(&rest[..len]);
        }
        rest = &rest[len..];
    }
    out.push_str(&with_newlines(rest));
    Ok(out)
}

const EMPTY: i64 = 1;
const ANY: i64 = 2;
const MIXED: i64 = 3;
const NAME: i64 = 4;
const CHOICE: i64 = 5;
const SEQUENCE: i64 = 6;

fn quantifier(r: &mut Reader<'_>) -> i64 {
    ["?", "*", "+"].iter().position(|q| r.eat(q)).map_or(0, |i| i as i64 + 1)
}

fn content_model(r: &mut Reader<'_>) -> Result<Model, Failure> {
    if r.eat("EMPTY") {
        return Ok(Model { kind: EMPTY, ..Model::default() });
    }
    if r.eat("ANY") {
        return Ok(Model { kind: ANY, ..Model::default() });
    }
    r.expect("(")?;
    r.space();
    if r.eat("#PCDATA") {
        let mut model = Model { kind: MIXED, ..Model::default() };
        loop {
            r.space();
            if r.eat(")") {
                break;
            }
            r.expect("|")?;
            r.space();
            let name = r.name()?.to_owned();
            model.children.push(Model { kind: NAME, name: Some(name), ..Model::default() });
        }
        model.quantifier = quantifier(r);
        return Ok(model);
    }
    group(r, 0)
}

/// The parts of a group behind its parenthesis.
fn group(r: &mut Reader<'_>, depth: usize) -> Result<Model, Failure> {
    const DEEPEST: usize = 200;
    if depth > DEEPEST {
        return r.invalid();
    }
    let mut model = Model { kind: SEQUENCE, ..Model::default() };
    let mut separator = None;
    loop {
        r.space();
        let child = if r.eat("(") {
            group(r, depth + 1)?
        } else {
            let name = r.name()?.to_owned();
            let quantifier = quantifier(r);
            Model { kind: NAME, quantifier, name: Some(name), children: Vec::new() }
        };
        model.children.push(child);
        r.space();
        if r.eat(")") {
            break;
        }
        let found = if r.eat("|") { '|' } else { r.expect(",").map(|()| ',')? };
        if *separator.get_or_insert(found) != found {
            return r.invalid();
        }
    }
    if separator == Some('|') {
        model.kind = CHOICE;
    }
    model.quantifier = quantifier(r);
    Ok(model)
}

fn attributes(r: &mut Reader<'_>, dtd: &mut Dtd, events: &mut Vec<(Event, usize)>, start: usize) -> Result<(), Failure> {
    let element = r.name()?.to_owned();
    loop {
        r.space();
        if r.rest().starts_with('>') {
            return Ok(());
        }
        let name = r.name()?.to_owned();
        r.space();
        let kind = if r.rest().starts_with('(') {
            choices(r)?
        } else {
            let word = r.name()?;
            r.space();
            if word == "NOTATION" { format!("NOTATION{}", choices(r)?) } else { word.to_owned() }
        };
        r.space();
        let (default, required) = if r.eat("#REQUIRED") {
            (None, true)
        } else if r.eat("#IMPLIED") {
            (None, false)
        } else {
            let fixed = r.eat("#FIXED");
            r.space();
            let value = r.quoted()?;
            let value = if kind == "CDATA" { value.to_owned() } else { value.split_ascii_whitespace().collect::<Vec<_>>().join(" ") };
            (Some(value), fixed)
        };
        let declared = dtd.attributes.entry(element.clone()).or_default();
        if !declared.iter().any(|d| d.name == name) {
            declared.push(Declared { name: name.clone(), cdata: kind == "CDATA", default: default.clone() });
        }
        events.push((Event::Attribute { element: element.clone(), name, kind, default, required }, start));
    }
}

/// `(a|b)` without spaces.
fn choices(r: &mut Reader<'_>) -> Result<String, Failure> {
    r.expect("(")?;
    let mut text = String::from("(");
    loop {
        r.space();
        text.push_str(r.token()?);
        r.space();
        if r.eat(")") {
            text.push(')');
            return Ok(text);
        }
        r.expect("|")?;
        text.push('|');
    }
}
