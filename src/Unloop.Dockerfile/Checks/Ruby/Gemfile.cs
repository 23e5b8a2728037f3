namespace Unloop.Dockerfile.Checks.Ruby;

/// <param name="Groups">Empty: the default group, which is always installed.</param>
internal sealed record Gem(string Name, IReadOnlyList<string> Groups);

/// <summary>A Gemfile, read by its lines.</summary>
/// <param name="IsWhole">Nothing in it decides or includes.</param>
internal sealed record Gemfile(IReadOnlyList<Gem> Gems, string? Ruby, bool IsWhole)
{
    public static Gemfile? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var gems = new List<Gem>();
        var blocks = new Stack<IReadOnlyList<string>>();
        string? ruby = null;
        var isWhole = true;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Split(" #")[0].Trim();
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith("gem ", StringComparison.Ordinal) || line.StartsWith("gem(", StringComparison.Ordinal))
            {
                if (Quoted(line) is { } name)
                {
                    gems.Add(new Gem(name, [.. blocks.SelectMany(b => b), .. InlineGroups(line)]));
                }
            }
            else if (line.StartsWith("ruby ", StringComparison.Ordinal))
            {
                ruby = line.Contains(':', StringComparison.Ordinal) ? null : Quoted(line);
            }
            else if (line.EndsWith(" do", StringComparison.Ordinal))
            {
                blocks.Push(line.StartsWith("group", StringComparison.Ordinal) ? Symbols(line) : []);
            }
            else if (line == "end")
            {
                blocks.TryPop(out _);
            }

            isWhole &= !(line.StartsWith("if ", StringComparison.Ordinal) || line.StartsWith("unless ", StringComparison.Ordinal) || line.StartsWith("eval", StringComparison.Ordinal) || line.StartsWith("gemspec", StringComparison.Ordinal) || line.Contains(" if ", StringComparison.Ordinal));
        }

        return new Gemfile(gems, ruby, isWhole);
    }

    /// <summary>Names in a Gemfile.lock, of everything that is installed.</summary>
    public static IReadOnlySet<string> Locked(string text) =>
        text.Split('\n').Where(l => l.StartsWith("    ", StringComparison.Ordinal) && l.Length > 4 && l[4] != ' ' && l.Contains(" (", StringComparison.Ordinal)).Select(l => l.Trim().Split(' ')[0]).ToHashSet();

    private static IEnumerable<string> InlineGroups(string line)
    {
        var at = line.IndexOf("group", StringComparison.Ordinal);
        return at < 0 ? [] : Symbols(line[at..]).Where(s => s.Length > 0);
    }

    /// <summary><c>:development</c> and <c>"test"</c>.</summary>
    private static List<string> Symbols(string text) =>
        [.. text.Split([' ', ',', '[', ']', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && w[0] is ':' or '"' or '\'').Select(w => w.Trim(':', '"', '\''))];

    private static string? Quoted(string line)
    {
        var open = line.IndexOfAny(['"', '\'']);
        var close = open < 0 ? -1 : line.IndexOf(line[open], open + 1);
        return close < 0 ? null : line[(open + 1)..close];
    }
}
