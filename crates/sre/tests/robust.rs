//! What no pattern may do: crash, hang, resist an interrupt, or take time out of proportion.

use std::time::{Duration, Instant};

use whipsnake_sre::{Found, Program, Scanner, Scratch, Stop, Subject, Template};

/// A small generator of random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// The code lists of the stored matches, without run-length coding.
fn valid_codes() -> Vec<Vec<u32>> {
    let word = |word: &str| u32::from_str_radix(word, 16).unwrap();
    let run = |item: &str| match item.split_once('*') {
        Some((value, count)) => vec![word(value); count.parse().unwrap()],
        None => vec![word(item)],
    };
    let lines = include_str!("data/matches.txt").lines().filter_map(|line| line.strip_prefix("P\t"));
    lines.map(|line| line.split('\t').nth(3).unwrap().split(' ').flat_map(run).collect()).collect()
}

/// Runs a program for at most a few polls; whether it matches is of no interest.
fn exercise(program: &Program) {
    let mut scratch = Scratch::default();
    for subject in [Subject::Narrow(b"abca aA1_\n\xe9b"), Subject::Wide("aéÉ\u{4e00}b K\u{1F600}a".as_bytes())] {
        let (Subject::Narrow(text) | Subject::Wide(text)) = subject;
        let mut polls = 0;
        let mut poll = || {
            polls += 1;
            polls > 2
        };
        let _ = program.match_at(subject, 0..text.len(), &mut scratch, &mut poll);
        let _ = program.fullmatch(subject, 0..text.len() - 1, &mut scratch, &mut poll);
        let mut scanner = Scanner::new(0..text.len());
        let mut rounds = 0;
        while let Ok(Some(found)) = scanner.search(program, subject, &mut scratch, &mut poll) {
            assert!(found.start <= found.end && found.end <= text.len());
            rounds += 1;
            assert!(rounds <= 2 * text.len() + 2, "a scanner that does not advance");
        }
    }
}

#[test]
fn mutated_code_lists_neither_crash_nor_hang() {
    let codes = valid_codes();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let begin = Instant::now();
    let (mut valid, mut invalid) = (0, 0);
    while begin.elapsed() < Duration::from_secs(1) {
        let mut code = codes[random.below(codes.len())].clone();
        for _ in 0..=random.below(3) {
            let at = random.below(code.len());
            match random.below(5) {
                0 => code[at] = random.below(44) as u32,
                1 => code[at] = random.next() as u32,
                2 => code[at] = code[at].wrapping_add(random.below(3) as u32).wrapping_sub(1),
                3 => _ = code.remove(at),
                _ => code.insert(at, random.below(44) as u32),
            }
            if code.is_empty() {
                code.push(1);
            }
        }
        match Program::new(code, 0, random.below(5)) {
            Ok(program) => {
                valid += 1;
                exercise(&program);
            }
            Err(_) => invalid += 1,
        }
    }
    assert!(valid > 100 && invalid > 100, "{valid} valid, {invalid} invalid");
}

#[test]
fn random_code_lists_neither_crash_nor_hang() {
    let mut random = Random(88172645463325252);
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(500) {
        let mut code: Vec<u32> = (0..random.below(24)).map(|_| random.below(44) as u32).collect();
        code.push(1);
        if let Ok(program) = Program::<whipsnake_sre::Unicode>::new(code, 0, 3) {
            exercise(&program);
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for (depth, fits) in [(990, true), (100_000, false)] {
        // Atomic groups, each inside the one before.
        let mut code: Vec<u32> = (0..depth).flat_map(|level| [27, 3 * (depth - level) - 1]).collect();
        code.extend(vec![1; depth as usize + 1]);
        let program = Program::<whipsnake_sre::Unicode>::new(code, 0, 0);
        assert_eq!(program.is_ok(), fits);
        program.iter().for_each(exercise);
    }
}

/// `(?:a|aa)+$`
const EXPONENTIAL: &[u32] = &[14, 4, 0, 1, 4294967295, 23, 15, 1, 4294967295, 16, 97, 7, 3, 15, 7, 5, 16, 97, 15, 2, 0, 18, 6, 5, 1];
/// `(?:a*){4000000000}b`
const ROUNDS: &[u32] = &[14, 4, 0, 1, 4294967295, 23, 10, 4000000000, 4000000000, 24, 6, 0, 4294967295, 16, 97, 1, 18, 16, 98, 1];
/// `(\w)\1`
const DOUBLED: &[u32] = &[14, 7, 4, 2, 2, 8, 14, 0, 17, 0, 13, 4, 8, 14, 0, 17, 1, 11, 0, 1];
/// `\w+@`
const BEFORE_AT: &[u32] = &[14, 4, 0, 2, 4294967295, 24, 9, 1, 4294967295, 13, 4, 8, 14, 0, 1, 16, 64, 1];

#[test]
fn an_interrupt_ends_a_match() {
    let text = [&[b'a'; 200][..], b"b"].concat();
    for code in [EXPONENTIAL, ROUNDS] {
        let program: Program = Program::new(code.to_vec(), 0, 0).unwrap();
        let mut polls = 0;
        let mut poll = || {
            polls += 1;
            polls == 5
        };
        let found = program.match_at(Subject::Narrow(&text), 0..text.len(), &mut Scratch::default(), &mut poll);
        assert_eq!(found, Err(Stop::Interrupted));
        assert_eq!(polls, 5);
    }
}

#[test]
fn searching_is_linear() {
    let narrow = "ab".repeat(500_000);
    let wide = "aé".repeat(500_000);
    for (code, groups) in [(DOUBLED, 1), (BEFORE_AT, 0)] {
        let program: Program = Program::new(code.to_vec(), 0, groups).unwrap();
        for subject in [Subject::Narrow(narrow.as_bytes()), Subject::Wide(wide.as_bytes())] {
            let begin = Instant::now();
            let found = program.search(subject, 0..usize::MAX, &mut Scratch::default(), &mut || false);
            assert_eq!(found, Ok(None));
            assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        }
    }
}

#[test]
fn a_scratch_serves_any_program() {
    let mut scratch = Scratch::default();
    let doubled: Program = Program::new(DOUBLED.to_vec(), 0, 1).unwrap();
    let plain: Program = Program::new(BEFORE_AT.to_vec(), 0, 0).unwrap();
    let text = b"x abb c@";
    let search = |program: &Program, scratch: &mut Scratch| {
        program.search(Subject::Narrow(text), 0..text.len(), scratch, &mut || false).unwrap()
    };
    assert_eq!(search(&doubled, &mut scratch), Some(Found { start: 3, end: 5 }));
    assert_eq!((scratch.group(1), scratch.last_index()), (Some((3, 4)), Some(1)));
    assert_eq!(search(&plain, &mut scratch), Some(Found { start: 6, end: 8 }));
    assert_eq!((scratch.group(1), scratch.last_index()), (None, None));
}

#[test]
fn templates_expand_groups() {
    let program: Program = Program::new(DOUBLED.to_vec(), 0, 1).unwrap();
    let (text, mut scratch) = (b"abbc", Scratch::default());
    let found = program.search(Subject::Narrow(text), 0..4, &mut scratch, &mut || false).unwrap().unwrap();
    let literal = |text: &[u8]| text.to_vec().into_boxed_slice();
    let template = Template::new(literal(b"<"), vec![(1, literal(b"|")), (0, literal(b">"))]);
    let mut out = Vec::new();
    assert_eq!(template.expand(text, found, &scratch, program.groups(), &mut out), Ok(()));
    assert_eq!(out, b"<b|bb>");
    assert_eq!(template.literal(), None);
    let wrong = Template::new(literal(b""), vec![(2, literal(b""))]);
    assert!(wrong.expand(text, found, &scratch, program.groups(), &mut out).is_err());
}
