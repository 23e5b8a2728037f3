using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Mending.Languages;

/// <summary>The final image is older than what it runs was built for, or lacks a part: its tag takes the version that is needed, and keeps its variant.</summary>
internal sealed class VersionPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } =
        ["class-version", "framework-version-differs", "aspnet-framework-missing", "python-minor-differs", "php-version-differs", "ruby-version-differs", "runtime-older-than-builder"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is not { From.BaseName: { } name } target || name.AsSpan().ContainsAny("$@"))
        {
            yield break;
        }

        foreach (var better in Better(site, target, name).Where(b => b != name).Distinct())
        {
            if (Words.Replace(site.Document, target.From, 0, name.Length, better) is { } text)
            {
                yield return new($"Stand the final stage on {better} instead of {name}.", text);
            }
        }
    }

    public string Refusal(Site site) => $"The image of the final stage is named by an argument, by digest, or without a version. {site.Defect.Repair}";

    private static IEnumerable<string> Better(Site site, StageModel target, string name)
    {
        if (site.Defect.Rule == "aspnet-framework-missing")
        {
            yield return name.Replace("dotnet/runtime:", "dotnet/aspnet:", StringComparison.Ordinal);
            yield break;
        }

        var colon = name.LastIndexOf(':');
        var (image, tag) = colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, "");
        foreach (var stage in site.Model.Stages.Where(s => s.Index < target.Index && s.Base.Traits.Release is not null && site.Defect.Rule == "runtime-older-than-builder"))
        {
            if (target.Base.Traits.Release is { } old && name.Contains(old, StringComparison.Ordinal))
            {
                yield return name.Replace(old, stage.Base.Traits.Release, StringComparison.Ordinal);
            }
        }

        var runtime = target.Base.Traits.Runtime?.Name;
        var built = site.Model.Stages.Where(s => s.Index < target.Index && s.Base.Traits.Runtime is { Version: not null } own && own.Name == runtime).Select(s => $"{s.Base.Traits.Runtime!.Version}");
        foreach (var version in built.Prepend(site.Defect.Subject).Where(v => v.Length > 0 && v.All(c => char.IsAsciiDigit(c) || c == '.')))
        {
            if (Version(tag) is { Length: > 0 } token)
            {
                yield return $"{image}:{version}{tag[token.Length..]}";
            }
        }
    }

    /// <summary>The version that the tag begins with.</summary>
    private static string Version(string tag) => string.Concat(tag.TakeWhile(c => char.IsAsciiDigit(c) || c == '.'));
}
