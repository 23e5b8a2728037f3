using Unloop.Dockerfile.Modelling;

namespace Unloop.Core.Reasoning.Building;

/// <summary>Why the same program runs in the folder that it was built from: what lies there, and never reaches the image.</summary>
internal static class WorksLocally
{
    private static readonly string[] Environments = [".venv", "venv", "env"];

    /// <summary>One sentence; null where the folder tells nothing.</summary>
    public static string? Because(Diagnoses.Finding finding, BuildEvidence build)
    {
        if (build.Model.Context is not { } context)
        {
            return null;
        }

        return finding.Category switch
        {
            Category.MissingModule when Installed(context, finding.Subject) is { } place =>
                $"It works locally because {place} is in the folder there{Kept(context, place)}; the image has only what the build itself installs.",
            Category.MissingFile when Local(context, finding.Subject) is { } file =>
                $"It works locally because {file} is in the folder there{(context.IsIgnored(file) ? ", and the ignore file keeps it out of the build" : ", and the Dockerfile does not bring it to where the program looks")}.",
            _ => null,
        };
    }

    private static string Kept(BuildContext context, string place) =>
        context.IsIgnored(place) ? $" ({place[..place.IndexOf('/', StringComparison.Ordinal)]} is kept out of the build by the ignore file, as it should be)" : "";

    private static string? Installed(BuildContext context, string module)
    {
        if (context.Exists($"node_modules/{module}") == Existence.Present)
        {
            return $"node_modules/{module}";
        }

        var package = module.Split('.')[0];
        return context.Files.Select(f => f.Path).FirstOrDefault(p => Environments.Any(e => p.StartsWith($"{e}/", StringComparison.Ordinal))
            && (p.Contains($"/site-packages/{package}/", StringComparison.Ordinal) || p.EndsWith($"/site-packages/{package}.py", StringComparison.Ordinal))) is { } found
            ? found[..(found.IndexOf($"/site-packages/{package}", StringComparison.Ordinal) + $"/site-packages/{package}".Length)]
            : null;
    }

    /// <summary>The file of the context that an absolute or relative path of the container most likely means: the longest end of it that is there.</summary>
    private static string? Local(BuildContext context, string subject)
    {
        var parts = subject.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        for (var skip = 0; skip < parts.Count; skip++)
        {
            var path = string.Join('/', parts.Skip(skip));
            if (context.Find(path) is not null)
            {
                return path;
            }
        }

        return null;
    }
}
