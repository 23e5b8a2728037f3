using Unloop.Dockerfile.Editing;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>Changes a flag where it stands. Flags lie before the arguments, mostly on the keyword's own line; only that line is touched.</summary>
internal static class FlagText
{
    public static string? Replace(Site site, string name, string value) => Change(site, name, $"--{name}={value}");

    public static string? Remove(Site site, string name) => Change(site, name, null);

    private static string? Change(Site site, string name, string? with)
    {
        var instruction = site.Instruction;
        if (instruction.Flags.SingleOrDefault(f => f.Name == name) is not { Value: { } old })
        {
            return null;
        }

        var line = site.Source.Line(instruction.FirstLine).ToString();
        var written = $"--{name}={old}";
        var at = line.IndexOf(written, StringComparison.Ordinal);
        var end = at + written.Length;
        if (at < 0 || (end < line.Length && !char.IsWhiteSpace(line[end])))
        {
            return null;
        }

        while (with is null && end < line.Length && char.IsWhiteSpace(line[end]))
        {
            end++;
        }

        return new LineEditor(site.Source).Replace(instruction.FirstLine, instruction.FirstLine, line[..at] + with + line[end..]).Apply();
    }
}
