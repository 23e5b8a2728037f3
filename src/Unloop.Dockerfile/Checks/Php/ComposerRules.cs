using System.Text.Json;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Php;

/// <summary>The script requires Composer's autoloader, which the image does not have.</summary>
internal sealed class VendorAbsent : IRule
{
    public RuleDescription About { get; } = new(
        "vendor-absent", Severity.Error,
        "the PHP program requires vendor/autoload.php, which neither an install nor a COPY brings",
        "PHP Fatal error:  Uncaught Error: Failed opening required '/app/vendor/autoload.php'",
        "Run composer install in the image, or copy vendor from the stage that does.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PhpScene.Of(model) is not { AutoloadPath: { } path } scene || !scene.Launch.State.Files.Find(path).IsAbsent)
        {
            yield break;
        }

        var elsewhere = model.Others(scene.Stage).SelectMany(s => s.Runs()).FirstOrDefault(r => r.Command.Program == "composer" && r.Command.Arguments.Contains("install"));
        yield return About.At(
            scene.By, scene.Autoload!,
            elsewhere is null ? $"{scene.Name} requires {path}, and no step installs or copies it."
                : $"{scene.Name} requires {path}, which {elsewhere.Step.In()} installs (line {elsewhere.Line}), and the final stage does not copy it.",
            $"PHP Fatal error:  Uncaught Error: Failed opening required '{path}'");
    }
}

/// <summary>Composer's platform check refuses the image's PHP.</summary>
internal sealed class PhpVersionDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "php-version-differs", Severity.Error,
        "composer.json asks for a newer PHP than the final image has",
        "Composer detected issues in your platform: Your Composer dependencies require a PHP version \">= 8.2.0\".",
        "Take the PHP image that composer.json names.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PhpScene.Of(model) is not { AutoloadPath: { } path } scene || scene.Launch.State.Files.Find(path).IsAbsent || scene.Stage.Base.Traits.Runtime is not { Name: "php", Version: { } version }
            || Wanted(model.Context?.Find("composer.json") is { HeadIsWhole: true } file ? file.Head : null) is not { } wanted || Versions.Allows(wanted, version) != false
            || scene.Stage.Runs().Any(r => r.Command.Program == "composer"))
        {
            yield break;
        }

        var vendor = Paths.Folder(path);
        if (scene.Stage.CopiesFromElsewhere().Any(c => c.Copy!.Sources.SelectMany(s => s.Matches).Any(m => Paths.IsWithin(vendor, m.Destination))))
        {
            yield return About.At(
                scene.Stage.From, wanted.TrimStart('>', '=', '^', '~', ' '),
                $"composer.json asks for PHP {wanted}, and {scene.Stage.BaseReference} has {version}: the autoloader that was copied to {vendor} stops.",
                $"Composer detected issues in your platform: Your Composer dependencies require a PHP version \"{wanted}\".");
        }
    }

    /// <summary>The constraint, unless the check is switched off.</summary>
    private static string? Wanted(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || Inner(root, "config", "platform-check") is { ValueKind: JsonValueKind.False })
            {
                return null;
            }

            return Inner(root, "require", "php") is { ValueKind: JsonValueKind.String } php ? php.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Inner(JsonElement root, string name, string inner) =>
        root.TryGetProperty(name, out var outer) && outer.ValueKind == JsonValueKind.Object && outer.TryGetProperty(inner, out var value) ? value : null;
}
