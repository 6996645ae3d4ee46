//! The object that rustc made, to code and holes, with the audit.
//!
//! In: object files, forms. Out: for each stencil its code, patches and what can be left out at its end. An error names the stencil that breaks
//! one of the rules: no stack frame unless declared, no calls but of helpers, every end a jump to a hole, nothing referred to but holes.

use iced_x86::{Code, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, Register};
use object::{Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SymbolKind};

use crate::forms::Form;
use crate::place::{Fill, Hole};

/// A stencil as it goes into the table.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    pub code: Vec<u8>,
    pub patches: Vec<ExtractedPatch>,
    pub falls_through: u8,
}

/// A hole to be patched.
#[derive(Clone, Copy, Debug)]
pub struct ExtractedPatch {
    pub offset: u16,
    pub hole: Hole,
    pub fill: Fill,
    pub addend: i32,
}

const JUMP_BYTES: usize = 5;
const CONDITIONAL_BYTES: usize = 6;

/// Read all stencils of an object file: number and stencil.
pub fn read(data: &[u8]) -> Result<Vec<(u32, Extracted)>, String> {
    let file = object::File::parse(data).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    for symbol in file.symbols() {
        let (Some(section), SymbolKind::Text) = (symbol.section_index(), symbol.kind()) else { continue };
        let name = symbol.name().map_err(|e| e.to_string())?;
        let Some(number) = name.strip_prefix('s').and_then(|n| n.parse::<u32>().ok()) else { continue };
        let section = file.section_by_index(section).map_err(|e| e.to_string())?;
        let (start, size) = (symbol.address(), symbol.size());
        let data = section.data().map_err(|e| e.to_string())?;
        let code = data.get(start as usize..(start + size) as usize).ok_or_else(|| format!("{name} is outside its section"))?.to_vec();
        let mut patches = Vec::new();
        for (offset, relocation) in section.relocations().filter(|(offset, _)| (start..start + size).contains(offset)) {
            let RelocationTarget::Symbol(target) = relocation.target() else { return Err(format!("{name}: a relocation without symbol")) };
            let target = file.symbol_by_index(target).and_then(|s| s.name()).map_err(|e| e.to_string())?;
            let hole = Hole::ALL.iter().find(|(_, symbol)| *symbol == target).ok_or_else(|| format!("{name} refers to `{target}`, which is no hole"))?.0;
            let RelocationFlags::Elf { r_type } = relocation.flags() else { return Err("not an ELF file".to_owned()) };
            let fill = match r_type {
                object::elf::R_X86_64_PC32 | object::elf::R_X86_64_PLT32 => Fill::Relative,
                object::elf::R_X86_64_32 => Fill::Unsigned,
                object::elf::R_X86_64_32S => Fill::Signed,
                object::elf::R_X86_64_64 => Fill::Wide,
                other => return Err(format!("{name}: relocation type {other:?}")),
            };
            patches.push(ExtractedPatch { offset: (offset - start) as u16, hole, fill, addend: relocation.addend() as i32 });
        }
        patches.sort_by_key(|p| p.offset);
        out.push((number, Extracted { code, patches, falls_through: 0 }));
    }
    Ok(out)
}

/// Check a stencil and find out how it ends.
pub fn audit(form: &Form, stencil: &mut Extracted) -> Result<(), String> {
    let instructions: Vec<Instruction> = Decoder::with_ip(64, &stencil.code, 0, DecoderOptions::NONE).into_iter().collect();
    for instruction in &instructions {
        check_instruction(form, stencil, instruction).map_err(|e| format!("{instruction}: {e}"))?;
    }
    let last = instructions.last().ok_or("no code")?;
    if form.returns {
        return if last.mnemonic() == Mnemonic::Ret { Ok(()) } else { Err("does not return".to_owned()) };
    }
    if last.mnemonic() != Mnemonic::Jmp {
        return Err(format!("ends in {last}"));
    }
    finish(stencil, &instructions);
    Ok(())
}

fn check_instruction(form: &Form, stencil: &Extracted, instruction: &Instruction) -> Result<(), &'static str> {
    let patched = |length: usize| {
        let end = instruction.next_ip() as usize;
        stencil.patches.iter().find(|p| usize::from(p.offset) + length == end && p.fill == Fill::Relative).map(|p| p.hole)
    };
    let stack = (0..instruction.op_count()).any(|i| instruction.op_register(i).full_register() == Register::RSP)
        || instruction.memory_base() == Register::RSP
        || matches!(instruction.mnemonic(), Mnemonic::Push | Mnemonic::Pop);
    if stack && !form.frame {
        return Err("uses the stack");
    }
    match instruction.flow_control() {
        FlowControl::Next => if instruction.code() == Code::INVALID { Err("no instruction") } else { Ok(()) },
        FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch => match patched(4) {
            Some(Hole::Continue | Hole::Exit | Hole::Slow) => Ok(()),
            Some(_) => Err("jumps to a hole that is no place to go on"),
            None if instruction.near_branch_target() < stencil.code.len() as u64 => Ok(()),
            None => Err("jumps out of the stencil"),
        },
        FlowControl::Call if form.frame && patched(4) == Some(Hole::Helper) => Ok(()),
        FlowControl::Return if form.returns => Ok(()),
        _ => Err("is not allowed"),
    }
}

/// Turn `jcc CONTINUE; jmp EXIT` round; see what at the end only jumps on.
fn finish(stencil: &mut Extracted, instructions: &[Instruction]) {
    let length = stencil.code.len();
    let hole_at = |stencil: &Extracted, end: usize| stencil.patches.iter().position(|p| usize::from(p.offset) + 4 == end && p.fill == Fill::Relative);
    let Some(last) = hole_at(stencil, length) else { return };
    if stencil.patches[last].hole == Hole::Continue {
        stencil.falls_through = JUMP_BYTES as u8;
        return;
    }
    let [.., before, _] = instructions else { return };
    let targeted = instructions.iter().any(|i| {
        matches!(i.flow_control(), FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch)
            && hole_at(stencil, i.next_ip() as usize).is_none()
            && i.near_branch_target() as usize == length - JUMP_BYTES
    });
    let conditional = before.is_jcc_near() && before.len() == CONDITIONAL_BYTES && !targeted;
    let Some(other) = hole_at(stencil, length - JUMP_BYTES).filter(|_| conditional) else { return };
    if stencil.patches[other].hole != Hole::Continue {
        return;
    }
    // 0F 8x: the lowest bit of x turns the condition round.
    stencil.code[length - JUMP_BYTES - CONDITIONAL_BYTES + 1] ^= 1;
    stencil.patches[other].hole = stencil.patches[last].hole;
    stencil.patches.remove(last);
    stencil.code.truncate(length - JUMP_BYTES);
    stencil.falls_through = 0;
}
