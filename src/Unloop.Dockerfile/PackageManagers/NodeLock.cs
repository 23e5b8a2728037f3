using System.Text.Json;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>The packages that an npm lock file puts directly into node_modules, which is most of what can be required.</summary>
/// <param name="Production">Without development dependencies.</param>
/// <param name="Development">The others.</param>
public sealed record NodeLock(IReadOnlyList<string> Production, IReadOnlyList<string> Development)
{
    private const string Folder = "node_modules/";

    /// <summary>Lock file versions 1 to 3. Null when it is none.</summary>
    public static NodeLock? Parse(string? text)
    {
        if (JsonText.Parse(text) is not { } document)
        {
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var lists = (Production: new List<string>(), Development: new List<string>());
            var hasPackages = root.TryGetProperty("packages", out var packages) && packages.ValueKind == JsonValueKind.Object;
            if (hasPackages)
            {
                foreach (var package in packages.EnumerateObject().Where(p => IsTopLevel(p.Name)))
                {
                    (IsDevelopment(package.Value) ? lists.Development : lists.Production).Add(package.Name[Folder.Length..]);
                }
            }
            else if (root.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind == JsonValueKind.Object)
            {
                foreach (var package in dependencies.EnumerateObject())
                {
                    (IsDevelopment(package.Value) ? lists.Development : lists.Production).Add(package.Name);
                }
            }

            return hasPackages || root.TryGetProperty("lockfileVersion", out _) ? new NodeLock(lists.Production, lists.Development) : null;
        }
    }

    private static bool IsTopLevel(string path) =>
        path.StartsWith(Folder, StringComparison.Ordinal) && path.IndexOf(Folder, Folder.Length, StringComparison.Ordinal) < 0;

    private static bool IsDevelopment(JsonElement package) =>
        package.ValueKind == JsonValueKind.Object && package.TryGetProperty("dev", out var dev) && dev.ValueKind == JsonValueKind.True;
}
