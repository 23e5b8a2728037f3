using Unloop.Core.Planning;
using Unloop.Dockerfile.Expansion;
using Unloop.Dockerfile.Syntax;
using Unloop.Images.References;

namespace Unloop.Images.Building.Gating;

/// <summary>What of a Dockerfile not every builder understands.</summary>
internal enum Feature
{
    Heredoc,
    Link,
    Exclude,
    Parents,
    Chmod,
    Mount,
}

/// <summary>A use of it.</summary>
/// <param name="Shown">For people: <c>COPY --link</c>.</param>
internal sealed record Use(Feature Feature, string Shown, int Line);

/// <summary>What a Dockerfile asks of its builder. Pure.</summary>
internal sealed class DockerfileNeeds
{
    private readonly DockerfileDocument _document;

    public DockerfileNeeds(DockerfileDocument document, BuildOrder order)
    {
        _document = document;
        Uses = [.. document.Instructions.SelectMany(i => UsesOf(i.Inner ?? i, i.FirstLine))];
        Bases = [.. BasesOf(document, order.BuildArgs)];
        RunsForTarget = RunsOutsideBuildPlatform(document);
    }

    public IReadOnlyList<Use> Uses { get; }

    /// <summary>The images that it starts from, with their variables expanded; one that cannot be told is left out.</summary>
    public IReadOnlyList<ImageReference> Bases { get; }

    /// <summary>True when it runs programs of the platform that is built for.</summary>
    public bool RunsForTarget { get; }

    /// <summary>The frontend that it asks for; null: the builder's own.</summary>
    public string? Frontend => _document.Directives.FirstOrDefault(d => d.Name == "syntax")?.Value;

    private static IEnumerable<Use> UsesOf(Instruction instruction, int line)
    {
        if (instruction.Heredocs.Count > 0)
        {
            yield return new(Feature.Heredoc, $"a here-document in {instruction.Keyword}", line);
        }

        foreach (var flag in instruction.Flags)
        {
            Feature? feature = (instruction.Keyword, flag.Name) switch
            {
                ("COPY" or "ADD", "link") when !string.Equals(flag.Value, "false", StringComparison.OrdinalIgnoreCase) => Feature.Link,
                ("COPY" or "ADD", "exclude") => Feature.Exclude,
                ("COPY", "parents") => Feature.Parents,
                ("COPY" or "ADD", "chmod") => Feature.Chmod,
                ("RUN", "mount") => Feature.Mount,
                _ => null,
            };
            if (feature is { } known)
            {
                yield return new(known, $"{instruction.Keyword} --{flag.Name}", line);
            }
        }
    }

    private static IEnumerable<ImageReference> BasesOf(DockerfileDocument document, IReadOnlyDictionary<string, string> arguments)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.Ordinal);
        Variable Lookup(string name) => known.TryGetValue(name, out var value) ? Variable.Of(value) : Variable.Unset;
        foreach (var instruction in document.Instructions)
        {
            if (instruction.Keyword == "ARG" && stages.Count == 0)
            {
                foreach (var argument in instruction.KeyValues)
                {
                    var value = arguments.TryGetValue(argument.Key, out var given) ? given
                        : argument.Value is { } own ? Expander.Expand(own, document.Escape, Lookup).Value : null;
                    if (value is not null)
                    {
                        known[argument.Key] = value;
                    }
                }
            }
            else if (instruction.BaseName is { } written)
            {
                var name = Expander.Expand(written, document.Escape, Lookup).Value;
                if (name is not null && name != "scratch" && !stages.Contains(name.ToLowerInvariant()) && ImageReference.TryParse(name, out var reference, out _))
                {
                    yield return reference;
                }

                _ = stages.Add(instruction.StageName ?? $"#{stages.Count}");
            }
        }
    }

    private static bool RunsOutsideBuildPlatform(DockerfileDocument document)
    {
        var isForTarget = true;
        foreach (var instruction in document.Instructions)
        {
            if (instruction.Keyword == "FROM")
            {
                isForTarget = instruction.Flag("platform") is not ("$BUILDPLATFORM" or "${BUILDPLATFORM}");
            }
            else if (instruction.Keyword == "RUN" && isForTarget)
            {
                return true;
            }
        }

        return false;
    }
}
