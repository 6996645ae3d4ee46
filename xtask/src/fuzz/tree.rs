//! Random programs as trees that can be printed and made smaller.
//!
//! An [`Expr`] is text with holes that hold expressions; a [`Stmt`] is a line, or a header with an indented body and further
//! clauses. Nothing here knows Python's grammar: who builds a tree sees to it that it prints as a program.

/// The mark of a hole in a template.
pub const HOLE: char = '§';

/// An expression: pieces of text and holes in turn (`text.len() == holes.len() + 1`).
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    text: Vec<String>,
    /// The expressions in the holes.
    pub holes: Vec<Expr>,
}

impl Expr {
    /// Text without holes.
    pub fn leaf(text: impl Into<String>) -> Self {
        Expr { text: vec![text.into()], holes: Vec::new() }
    }

    /// A template with one [`HOLE`] for each of `holes`.
    pub fn form(template: &str, holes: Vec<Expr>) -> Self {
        let text: Vec<String> = template.split(HOLE).map(str::to_owned).collect();
        debug_assert_eq!(text.len(), holes.len() + 1, "{template}");
        Expr { text, holes }
    }

    /// Appends the printed expression.
    pub fn print(&self, out: &mut String) {
        for (at, text) in self.text.iter().enumerate() {
            out.push_str(text);
            if let Some(hole) = self.holes.get(at) {
                hole.print(out);
            }
        }
    }

    /// Whether the printed expression contains one of `parts`.
    pub fn contains(&self, parts: &[&str]) -> bool {
        let mut text = String::new();
        self.print(&mut text);
        parts.iter().any(|part| text.contains(part))
    }
}

/// A statement; one with `body` or `clauses` is a header to which `:` is added.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// The line.
    pub head: Expr,
    /// The indented block, `None` for a simple statement.
    pub body: Option<Vec<Stmt>>,
    /// `else`, `except` ... with their blocks.
    pub clauses: Vec<(Expr, Vec<Stmt>)>,
    /// Whether the body may stand without the header (shrinking tries that).
    pub body_stands_alone: bool,
}

impl Stmt {
    /// A statement of one line.
    pub fn line(head: Expr) -> Self {
        Stmt { head, body: None, clauses: Vec::new(), body_stands_alone: false }
    }

    /// A header with a body.
    pub fn block(head: Expr, body: Vec<Stmt>) -> Self {
        Stmt { head, body: Some(body), clauses: Vec::new(), body_stands_alone: true }
    }

    /// Appends the printed statement, indented by `depth` spaces.
    pub fn print(&self, depth: usize, out: &mut String) {
        indent(depth, out);
        self.head.print(out);
        let Some(body) = &self.body else {
            out.push('\n');
            return;
        };
        print_block(body, depth, out);
        for (head, body) in &self.clauses {
            indent(depth, out);
            head.print(out);
            print_block(body, depth, out);
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth));
}

fn print_block(body: &[Stmt], depth: usize, out: &mut String) {
    out.push_str(":\n");
    if body.is_empty() {
        indent(depth + 1, out);
        out.push_str("pass\n");
    }
    for stmt in body {
        stmt.print(depth + 1, out);
    }
}

/// Smaller versions of a list of statements, the boldest first.
pub fn smaller(body: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut found = Vec::new();
    let mut width = body.len() / 2;
    while width > 0 {
        for start in (0..body.len()).step_by(width) {
            let kept = body.iter().enumerate().filter(|(at, _)| !(start..start + width).contains(at));
            found.push(kept.map(|(_, stmt)| stmt.clone()).collect());
        }
        width /= 2;
    }
    if body.len() == 1 {
        found.push(Vec::new());
    }
    for (at, stmt) in body.iter().enumerate() {
        for replacement in smaller_statement(stmt) {
            let mut copy = body.to_vec();
            copy.splice(at..=at, replacement);
            found.push(copy);
        }
    }
    found
}

/// What a statement may be replaced by.
fn smaller_statement(stmt: &Stmt) -> Vec<Vec<Stmt>> {
    let mut found = Vec::new();
    if let Some(body) = &stmt.body {
        if stmt.body_stands_alone {
            found.push(body.clone());
        }
        for at in 0..stmt.clauses.len() {
            let mut copy = stmt.clone();
            copy.clauses.remove(at);
            found.push(vec![copy]);
        }
        found.extend(smaller(body).into_iter().map(|body| vec![Stmt { body: Some(body), ..stmt.clone() }]));
        for (at, (_, clause)) in stmt.clauses.iter().enumerate() {
            for body in smaller(clause) {
                let mut copy = stmt.clone();
                copy.clauses[at].1 = body;
                found.push(vec![copy]);
            }
        }
    }
    found.extend(smaller_expression(&stmt.head, true).into_iter().map(|head| vec![Stmt { head, ..stmt.clone() }]));
    found
}

/// What an expression may be replaced by: one of its parts, a constant, or itself with a smaller part.
fn smaller_expression(expr: &Expr, is_line: bool) -> Vec<Expr> {
    let mut found = Vec::new();
    if !is_line {
        found.extend(expr.holes.iter().cloned());
        let mut text = String::new();
        expr.print(&mut text);
        let constants = ["0", "1", "''", "[]", "1.5"];
        if !constants.contains(&text.as_str()) && text.len() > 1 {
            found.extend(constants.iter().filter(|c| c.len() < text.len()).map(|c| Expr::leaf(*c)));
        }
    }
    for (at, hole) in expr.holes.iter().enumerate() {
        for smaller in smaller_expression(hole, false) {
            let mut copy = expr.clone();
            copy.holes[at] = smaller;
            found.push(copy);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Stmt {
        let mut stmt = Stmt::block(
            Expr::form("if (§ + §)", vec![Expr::leaf("abc"), Expr::leaf("25")]),
            vec![Stmt::line(Expr::leaf("x = 1")), Stmt::line(Expr::leaf("y = 2"))],
        );
        stmt.clauses.push((Expr::leaf("else"), Vec::new()));
        stmt
    }

    #[test]
    fn printing() {
        let mut out = String::new();
        sample().print(1, &mut out);
        assert_eq!(out, " if (abc + 25):\n  x = 1\n  y = 2\n else:\n  pass\n");
    }

    #[test]
    fn shrinking_ends() {
        let mut body = vec![sample(), sample()];
        let mut steps = 0;
        while let Some(next) = smaller(&body).into_iter().next() {
            body = next;
            steps += 1;
            assert!(steps < 100);
        }
        assert!(body.is_empty());
    }

    #[test]
    fn shrinking_tries_parts() {
        let texts: Vec<String> = smaller(&[sample()])
            .iter()
            .map(|body| {
                let mut out = String::new();
                body.iter().for_each(|stmt| stmt.print(0, &mut out));
                out
            })
            .collect();
        assert!(texts.contains(&"x = 1\ny = 2\n".to_owned()));
        assert!(texts.iter().any(|text| text.starts_with("if (0 + 25)")));
        assert!(texts.iter().any(|text| !text.contains("else")));
    }
}
