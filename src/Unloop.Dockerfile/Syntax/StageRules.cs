namespace Unloop.Dockerfile.Syntax;

/// <summary>What BuildKit refuses in the file as a whole.</summary>
internal static class StageRules
{
    public static void Check(IReadOnlyList<Instruction> instructions, int lineCount, NoteList notes)
    {
        var from = instructions.Select((instruction, index) => (instruction, index)).FirstOrDefault(i => i.instruction.Keyword == "FROM");
        if (from.instruction is null)
        {
            notes.Error(new(Math.Max(1, lineCount), 1), instructions.Count == 0 ? "The file holds no instruction; begin with FROM." : "There is no FROM; name the base image first.");
            return;
        }

        foreach (var early in instructions.Take(from.index).Where(i => i.Keyword != "ARG" && Keywords.Known(i.Keyword)))
        {
            notes.Error(new(early.FirstLine, 1), $"{early.Keyword} stands before the first FROM, where only ARG may; move it behind.");
        }
    }
}
