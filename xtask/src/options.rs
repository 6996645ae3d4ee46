//! Command line options of the tasks: `--name VALUE` pairs and plain words.
//!
//! Invariant: an option nobody asked for is an error, not ignored ([`Options::words`] is called last and finds it).

/// The options not yet taken.
pub struct Options {
    rest: Vec<String>,
}

impl Options {
    /// All arguments after the task's name.
    pub fn new(rest: Vec<String>) -> Self {
        Options { rest }
    }

    /// Takes `--name VALUE`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>, String> {
        let Some(at) = self.rest.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 >= self.rest.len() {
            return Err(format!("{name} needs a value"));
        }
        self.rest.remove(at);
        Ok(Some(self.rest.remove(at)))
    }

    /// Takes `--name VALUE`, which must be there.
    pub fn required(&mut self, name: &str) -> Result<String, String> {
        self.value(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    /// Takes `--name NUMBER`.
    pub fn number(&mut self, name: &str, default: u64) -> Result<u64, String> {
        match self.value(name)? {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("{name}: not a number: {text}")),
        }
    }

    /// Takes the flag `--name`.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|word| word != name);
        self.rest.len() != before
    }

    /// What is left: plain words.
    pub fn words(self) -> Result<Vec<String>, String> {
        match self.rest.iter().find(|word| word.starts_with("--")) {
            Some(unknown) => Err(format!("unknown option {unknown}")),
            None => Ok(self.rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(words: &[&str]) -> Options {
        Options::new(words.iter().map(|word| word.to_string()).collect())
    }

    #[test]
    fn pairs_and_words() {
        let mut given = options(&["a", "--python", "p", "b", "--fast", "--seed", "7"]);
        assert_eq!(given.required("--python").unwrap(), "p");
        assert_eq!(given.number("--seed", 1).unwrap(), 7);
        assert_eq!(given.number("--seconds", 60).unwrap(), 60);
        assert!(given.flag("--fast") && !given.flag("--fast"));
        assert_eq!(given.words().unwrap(), ["a", "b"]);
    }

    #[test]
    fn mistakes_are_errors() {
        assert!(options(&["--python"]).value("--python").is_err());
        assert!(options(&["--seed", "x"]).number("--seed", 1).is_err());
        assert!(options(&["--nonsense"]).words().is_err());
        assert!(options(&[]).required("--python").is_err());
    }
}
