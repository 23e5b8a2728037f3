using System.Text.Json;
using Unloop.Core.Facts.Images;
using Unloop.Images.Files;

namespace Unloop.Images.Inspection.Starting;

/// <summary>The frameworks that <c>APP.runtimeconfig.json</c> asks for against those beside the <c>dotnet</c> that is to run it.</summary>
internal static class DotNetCheck
{
    public static async Task CheckAsync(StartContext context, FileFinding assembly, FileFinding dotnet, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var path = assembly.RealPath ?? assembly.Path;
        var config = await context.Files.ResolveAsync(path[..^".dll".Length] + ".runtimeconfig.json", cancellationToken);
        if (!config.IsFile || config.Entry.Detail?.Head is not { Length: > 0 } head || head.Length < config.Entry.Size || context.Environment.ContainsKey("DOTNET_ROLL_FORWARD"))
        {
            return;
        }

        var shared = ImagePaths.Join(ImagePaths.Parent(dotnet.RealPath!), "shared");
        foreach (var (name, wanted) in Frameworks(head))
        {
            var folder = await context.Files.ResolveAsync($"{shared}/{name}", cancellationToken);
            var versions = folder.IsMissing ? [] : folder.IsDirectory ? await FolderListing.ListAsync(context.Files, folder.RealPath!, cancellationToken) : null;
            if (versions is not null && !versions.Any(v => Numbers(v) is { } has && has.Major == wanted.Major && has >= wanted))
            {
                var offered = versions.Count == 0 ? "none of it" : string.Join(", ", versions.Take(5));
                troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.RuntimeTooOld, $"{name} {wanted}", $"{config.RealPath} asks for {name} {wanted}, and {shared} has {offered}"));
            }
        }
    }

    /// <summary>None where the file lets the host roll forward by itself, or is not as the SDK writes it.</summary>
    private static List<(string Name, Version Version)> Frameworks(ReadOnlyMemory<byte> json)
    {
        var found = new List<(string, Version)>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("runtimeOptions", out var options)
                || options.ValueKind != JsonValueKind.Object || options.TryGetProperty("rollForward", out _))
            {
                return found;
            }

            var frameworks = options.TryGetProperty("frameworks", out var several) && several.ValueKind == JsonValueKind.Array ? several.EnumerateArray().ToList() : [];
            frameworks.AddRange(options.TryGetProperty("framework", out var one) ? [one] : []);
            foreach (var framework in frameworks.Where(f => f.ValueKind == JsonValueKind.Object))
            {
                if (framework.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && framework.TryGetProperty("version", out var version)
                    && version.ValueKind == JsonValueKind.String && Numbers(version.GetString()!) is { } wanted)
                {
                    found.Add((name.GetString()!, wanted));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }

        return found;
    }

    private static Version? Numbers(string version) => Version.TryParse(version.Split('-')[0], out var numbers) ? numbers : null;
}
