using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>Finding the manifest that a tool asks for.</summary>
internal static class ProjectFiles
{
    /// <summary>The first of the names in the folder, and where the tool looks there too, in the folders above.</summary>
    /// <returns>The path and whether it is there; the path of the first name in the folder itself where nothing is known or there.</returns>
    public static (string Path, Existence Exists) Nearest(RunContext run, string directory, bool walksUp, params ReadOnlySpan<string> names)
    {
        for (var folder = directory; ; folder = Paths.Folder(folder))
        {
            foreach (var name in names)
            {
                var path = Paths.Join(folder, name);
                var exists = run.Find(path).Existence;
                if (exists != Existence.Absent)
                {
                    return (path, exists);
                }
            }

            if (!walksUp || folder == "/")
            {
                return (Paths.Join(directory, names[0]), Existence.Absent);
            }
        }
    }

    /// <summary>The only file in the folder with one of the ends; null where there may be others or none.</summary>
    public static (string? Path, Existence Exists) ByExtension(RunContext run, string directory, params ReadOnlySpan<string> extensions)
    {
        var listing = run.Files.List(directory);
        var found = new List<string>();
        foreach (var name in listing.Names)
        {
            foreach (var extension in extensions)
            {
                if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && run.Find(Paths.Join(directory, name)).IsPresent)
                {
                    found.Add(Paths.Join(directory, name));
                }
            }
        }

        return (listing.IsComplete && found.Count == 1 ? found[0] : null, found.Count > 0 ? Existence.Present : listing.IsComplete ? Existence.Absent : Existence.Unknown);
    }

    public static CommandResult Failed(PackageInstall record, string reason, string message) =>
        CommandResult.Of(record with { Packages = [], Effect = InstallEffect.Failed, Outcome = StepOutcome.Fails(reason, message) });
}
