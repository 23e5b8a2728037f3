using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Mending.Users;

/// <summary>USER names somebody whom nobody has made: made right before, where the image has the means; else a number.</summary>
internal sealed class UserNotMadePlanner : IPlanner
{
    private const string Number = "10001";

    public IReadOnlyList<string> Rules { get; } = ["user-not-made"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (name, given) = (site.Defect.Subject, site.Instruction.Arguments);
        if (site.Step is not { Before: var state } || site.Stage is not { } stage || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            yield break;
        }

        var group = given.Contains(':', StringComparison.Ordinal) ? given[(given.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;
        if (state.IsRoot && Command(stage.Base.Traits.Distribution, name, group) is { } command)
        {
            yield return new($"Make the user {name} before USER names it.", site.Edit().PutBefore(site.Document, site.Instruction, "RUN", command).Apply());
        }
        else if (stage.Base.Traits.Distribution is Distribution.None or Distribution.Distroless && Words.ReplaceArguments(site.Document, site.Instruction, $"{Number}:{Number}") is { } text)
        {
            yield return new($"Run as the number {Number}, since the image has no users to name.", text);
        }
    }

    public string Refusal(Site site) => "How this image makes users is not known here; make the user before USER, or use a number: USER 10001.";

    private static string? Command(Distribution distribution, string name, string? group) => distribution switch
    {
        Distribution.Alpine or Distribution.Wolfi when group is null || group == name => $"addgroup -S {name} && adduser -S -G {name} {name}",
        Distribution.Debian or Distribution.Ubuntu or Distribution.Fedora or Distribution.RedHat or Distribution.Amazon when group is null || group == name => $"useradd --system --user-group --no-create-home {name}",
        _ => null,
    };
}

/// <summary>Ports and homes are the program's and the cluster's business, too.</summary>
internal sealed class LowPortPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["low-port-as-user"];

    public IEnumerable<Proposal> Propose(Site site) => [];

    public string Refusal(Site site) => $"The port is named by Services and probes as well, so that a change in the Dockerfile alone would break them. {site.Defect.Repair}";
}
