//! 'Did you mean': the candidate closest to a misspelt name.
//!
//! Levenshtein distance with cheaper case changes and CPython's limits (`Python/suggestions.c` documents the costs).

const MOVE: usize = 2;
const CASE: usize = 1;
const MAX_LENGTH: usize = 40;
const MAX_CANDIDATES: usize = 750;

/// The closest candidate within the distance that a suggestion may have.
pub(crate) fn closest(name: &str, candidates: &[String]) -> Option<String> {
    if candidates.len() > MAX_CANDIDATES {
        return None;
    }
    let mut best: Option<(usize, &String)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        // No more than a third of the involved characters may change.
        let mut limit = (name.len() + candidate.len() + 3) * MOVE / 6;
        if let Some((distance, _)) = best {
            limit = limit.min(distance - 1);
        }
        if let Some(distance) = distance(name.as_bytes(), candidate.as_bytes(), limit) {
            best = Some((distance, candidate));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, c)| c.clone())
}

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len() > MAX_LENGTH || b.len() > MAX_LENGTH {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|i| i * MOVE).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, &y) in b.iter().enumerate() {
            let substituted = diagonal + substitution(x, y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j].min(row[j + 1]) + MOVE);
        }
        if row.iter().all(|&d| d > limit) {
            return None;
        }
    }
    (row[b.len()] <= limit).then_some(row[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_a_near_name() {
        let names: Vec<String> = ["append", "extend", "insert"].map(String::from).to_vec();
        assert_eq!(closest("apend", &names).as_deref(), Some("append"));
        assert_eq!(closest("Append", &names).as_deref(), Some("append"));
    }

    #[test]
    fn suggests_nothing_far() {
        assert_eq!(closest("frobnicate", &["append".to_owned()]), None);
    }
}
