using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>What came of one command, beside what it changed.</summary>
internal sealed record CommandResult(StepOutcome Outcome, PackageInstall? Install = null)
{
    public static CommandResult Succeeds { get; } = new(StepOutcome.Succeeds);

    public static CommandResult Unknown { get; } = new(StepOutcome.Unknown);

    public static CommandResult Of(PackageInstall install) => new(install.Outcome, install);
}

/// <summary>One command in the hands of what models it.</summary>
/// <param name="Program">Without its folder.</param>
internal sealed record CommandCall(RunContext Run, string Program, IReadOnlyList<Shell.Argument> Arguments)
{
    private static readonly string[] NoValues = [];

    /// <summary>Operands, without anything that begins with a dash; after <c>--</c> everything.</summary>
    /// <param name="withValue">Options whose next word is their value.</param>
    public List<Shell.Argument> Operands(params string[] withValue)
    {
        var operands = new List<Shell.Argument>();
        for (var i = 0; i < Arguments.Count; i++)
        {
            var argument = Arguments[i];
            if (argument.Is("--"))
            {
                operands.AddRange(Arguments.Skip(i + 1));
                break;
            }

            if (argument.Text is { Length: > 1 } text && text[0] == '-')
            {
                i += withValue.Contains(text) ? 1 : 0;
            }
            else
            {
                operands.Add(argument);
            }
        }

        return operands;
    }

    public List<Shell.Argument> Operands() => Operands(NoValues);

    /// <summary>One of the long or short options is there; short ones also in a bundle such as <c>-rf</c>.</summary>
    public bool Has(params ReadOnlySpan<string> options)
    {
        foreach (var argument in Arguments)
        {
            if (argument.Text is not { Length: > 1 } text || text[0] != '-' || text == "--")
            {
                continue;
            }

            foreach (var option in options)
            {
                var bundle = option.Length == 2 && text[1] != '-' && text.Contains(option[1], StringComparison.Ordinal);
                if (text == option || bundle || (option.StartsWith("--", StringComparison.Ordinal) && text.StartsWith(option + "=", StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The value of an option, as <c>--name=value</c>, <c>--name value</c>, or for one letter <c>-nvalue</c> too. Null: not given, or not known.</summary>
    public string? Value(params ReadOnlySpan<string> options)
    {
        for (var i = 0; i < Arguments.Count; i++)
        {
            foreach (var option in options)
            {
                if (Arguments[i].Text is not { } text)
                {
                    continue;
                }

                if (text == option)
                {
                    return i + 1 < Arguments.Count ? Arguments[i + 1].Text : null;
                }

                if (option.StartsWith("--", StringComparison.Ordinal) && text.StartsWith(option + "=", StringComparison.Ordinal))
                {
                    return text[(option.Length + 1)..];
                }

                if (option.Length == 2 && text.Length > 2 && text.StartsWith(option, StringComparison.Ordinal))
                {
                    return text[2..].TrimStart('=');
                }
            }
        }

        return null;
    }

    /// <summary>A word is not known, so that options may be missed.</summary>
    public bool HasUnknownWords => Arguments.Any(a => a.Text is null);
}
