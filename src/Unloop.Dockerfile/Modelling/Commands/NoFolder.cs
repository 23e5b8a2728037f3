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
}
