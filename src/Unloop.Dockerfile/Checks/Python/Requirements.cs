using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>What pip is told to install.</summary>
/// <param name="Names">Normalised after PEP 503, with <c>[…]</c> where extras are asked for.</param>
/// <param name="IsWhole">Every line and word was understood: no folder, address or file that is not known.</param>
internal sealed record Requirements(IReadOnlySet<string> Names, bool IsWhole)
{
    private static readonly string[] FlagsWithValue =
        ["-i", "--index-url", "--extra-index-url", "--trusted-host", "-t", "--target", "--prefix", "--root", "--platform", "--python-version", "--timeout", "--retries", "--progress-bar", "--cache-dir", "--no-binary", "--only-binary", "--upgrade-strategy", "--root-user-action"];

    public static Requirements None { get; } = new(new HashSet<string>(), true);

    public bool Has(string name) => Names.Contains(name) || Names.Any(n => n.StartsWith(name + "[", StringComparison.Ordinal));

    public Requirements With(Requirements other) => new(new HashSet<string>(Names.Concat(other.Names)), IsWhole && other.IsWhole);

    /// <summary>The lines of a requirements.txt. Included and constraint files, folders and addresses make it incomplete.</summary>
    public static Requirements Read(string? text)
    {
        if (text is null)
        {
            return None with { IsWhole = false };
        }

        var names = new HashSet<string>();
        var isWhole = true;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            var line = raw.Split(" #")[0].Trim().TrimEnd('\\').Trim();
            if (line.Length == 0 || line[0] == '#' || line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith("--requirement", StringComparison.Ordinal) && !line.StartsWith("--editable", StringComparison.Ordinal))
            {
                continue;
            }

            if (line[0] == '-' || line.Contains('/', StringComparison.Ordinal) || line[0] == '.' || Name(line) is not { } name)
            {
                isWhole = isWhole && line.StartsWith("-i", StringComparison.Ordinal);
                continue;
            }

            names.Add(name);
        }

        return new Requirements(names, isWhole);
    }

    /// <summary>What one <c>pip install</c> is told, its files read as they are at that moment.</summary>
    public static Requirements Of(RunAt run)
    {
        var all = None;
        var words = run.Command.Arguments.SkipWhile(a => a != "install").Skip(1).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word is null)
            {
                return all with { IsWhole = false };
            }

            if (word is "-r" or "--requirement" or "-c" or "--constraint")
            {
                i++;
                all = word[^1] == 'c' && word.Length == 2 || word == "--constraint" ? all : all.With(File(run, i < words.Count ? words[i] : null));
            }
            else if (word.StartsWith("-r", StringComparison.Ordinal) && word.Length > 2)
            {
                all = all.With(File(run, word[2..]));
            }
            else if (word.StartsWith("--requirement=", StringComparison.Ordinal))
            {
                all = all.With(File(run, word["--requirement=".Length..]));
            }
            else if (FlagsWithValue.Contains(word))
            {
                i++;
            }
            else if (!word.StartsWith('-') || word is "-e" or "--editable")
            {
                var name = word.Contains('/', StringComparison.Ordinal) || word[0] is '.' or '-' ? null : Name(word);
                all = name is null ? all with { IsWhole = false } : all.With(new Requirements(new HashSet<string> { name }, true));
            }
        }

        return all;
    }

    /// <summary>Lower case, runs of <c>-_.</c> made one dash.</summary>
    public static string Normal(string name) => string.Join('-', name.ToLowerInvariant().Split('-', '_', '.').Where(p => p.Length > 0));

    private static Requirements File(RunAt run, string? name)
    {
        var state = run.Command.Before with { WorkingDirectory = run.Command.Directory };
        var entry = name is not null && state.Resolve(name) is { } path ? state.Files.Find(path) : null;
        return entry is { Existence: Existence.Present } ? Read(entry.Text?.Whole) : None with { IsWhole = false };
    }

    private static string? Name(string line)
    {
        var end = line.IndexOfAny(['=', '<', '>', '!', '~', ';', ' ', '@', '[']);
        var name = end < 0 ? line : line[..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return null;
        }

        return end >= 0 && line[end] == '@' ? null : Normal(name) + (end >= 0 && line.Contains('[', StringComparison.Ordinal) ? "[]" : "");
    }
}
