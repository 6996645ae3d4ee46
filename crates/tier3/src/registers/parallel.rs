//! Moves that happen at once, made into moves one after the other.

use super::{Source, Step, Target};

/// Append steps that have the effect of all moves at once. No target may occur twice.
pub fn resolve(moves: &mut Vec<(Target, Source)>, steps: &mut Vec<Step>) {
    moves.retain(|(to, from)| to.as_source() != *from);
    while !moves.is_empty() {
        // A target from which no other move reads may be written.
        let ready = moves.iter().position(|(to, _)| moves.iter().all(|(other, from)| other == to || *from != to.as_source()));
        if let Some(ready) = ready {
            let (to, from) = moves.swap_remove(ready);
            steps.push(Step::Move { to, from });
            continue;
        }
        // All that is left are cycles: exchange two places of one, which puts one of them right.
        let (to, from) = moves.swap_remove(moves.len() - 1);
        let other = match from {
            Source::Register(register) => Target::Register(register),
            Source::Spill(value) => Target::Spill(value),
            Source::Argument(_) | Source::Constant(_) => unreachable!("they are no part of a cycle"),
        };
        steps.push(Step::Swap { a: to, b: other });
        for (_, source) in moves.iter_mut() {
            if *source == to.as_source() {
                *source = from;
            } else if *source == from {
                *source = to.as_source();
            }
        }
        moves.retain(|(to, from)| to.as_source() != *from);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::registers::Register;
    use whipsnake_tier2::ir::UopId;

    #[test]
    fn any_moves_end_in_the_right_places() {
        let places: Vec<Target> = (0..4).map(|r| Target::Register(Register(r))).chain((0..3).map(|v| Target::Spill(UopId(v)))).collect();
        let mut random = 12345u64;
        for _ in 0..20_000 {
            let mut next = |n: usize| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (random >> 33) as usize % n
            };
            let mut moves: Vec<(Target, Source)> = Vec::new();
            for place in &places {
                if next(4) > 0 {
                    moves.push((*place, places[next(places.len())].as_source()));
                }
            }
            let before: HashMap<Source, usize> = places.iter().enumerate().map(|(i, p)| (p.as_source(), i)).collect();
            let mut expected = before.clone();
            for (to, from) in &moves {
                expected.insert(to.as_source(), before[from]);
            }
            let (mut steps, mut state) = (Vec::new(), before);
            resolve(&mut moves, &mut steps);
            for step in steps {
                match step {
                    Step::Move { to, from } => {
                        let held = state[&from];
                        state.insert(to.as_source(), held);
                    }
                    Step::Swap { a, b } => {
                        let (x, y) = (state[&a.as_source()], state[&b.as_source()]);
                        state.insert(a.as_source(), y);
                        state.insert(b.as_source(), x);
                    }
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(state, expected);
        }
    }
}
