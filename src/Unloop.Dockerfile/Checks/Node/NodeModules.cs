using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>Where Node looks for a package.</summary>
internal static class NodeModules
{
    /// <summary>In node_modules of the folder and of every folder above it.</summary>
    public static Existence Find(StageState state, string folder, string package)
    {
        if (state.EnvironmentIsOpen || state.Environment.ContainsKey("NODE_PATH"))
        {
            return Existence.Unknown;
        }

        var isUnknown = false;
        for (var at = folder; ; at = Paths.Folder(at))
        {
            var found = Paths.Name(at) == "node_modules" ? Existence.Absent : state.Files.Find(Paths.Join(at, "node_modules/" + package)).Existence;
            if (found == Existence.Present)
            {
                return found;
            }

            isUnknown |= found == Existence.Unknown;
            if (at == "/")
            {
                return isUnknown ? Existence.Unknown : Existence.Absent;
            }
        }
    }
}
