using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Most commands make files, but not the folder for them.</summary>
internal static class NoFolder
{
    /// <summary>The failure where the folder of a path is not there for certain, or is a file; else null.</summary>
    public static CommandResult? For(CommandCall call, string path)
    {
        var folder = call.Run.Find(Paths.Folder(path));
        return folder.IsAbsent || folder is { IsPresent: true, Kind: EntryKind.File }
            ? new CommandResult(StepOutcome.Fails($"{Paths.Folder(path)} is not a directory that is there", $"{call.Program}: can't create '{path}': nonexistent directory"))
            : null;
    }

    /// <summary>Of <c>mkdir -p</c>: only a file in the way stops it.</summary>
    public static CommandResult? OnTheWay(CommandCall call, string path)
    {
        for (var folder = path; folder != "/"; folder = Paths.Folder(folder))
        {
            var entry = call.Run.Find(folder);
            if (entry is { IsPresent: true, Kind: EntryKind.File })
            {
                return new CommandResult(StepOutcome.Fails($"{folder} is a file", $"mkdir: can't create directory '{path}': Not a directory"));
            }

            if (entry.IsPresent)
            {
                return null;
            }
        }

        return null;
    }
}
