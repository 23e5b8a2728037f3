using System.CommandLine;
using System.Text.Json;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reports;
using Unloop.Engine.Imaging;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop image</c>: what an image holds, straight from its registry or from disk.</summary>
internal static class ImageCommand
{
    private static readonly string[] Ecosystems = ["npm", "pypi", "gem", "maven", "nuget"];

    public static Command Create(Terminal terminal)
    {
        var registry = new RegistryFlags();
        var reference = new Argument<string>("REF") { Description = "An image as docker names it, or the path of an OCI layout or of an archive that docker save or skopeo wrote" };
        var paths = new Option<string[]>("--path", "-p") { Description = "A path to look for in the image; may be said more than once", HelpName = "PATH" };
        var platform = new Option<string?>("--platform") { Description = "Of an image for several: linux/arm64, linux/arm/v7; by default this machine's architecture", HelpName = "OS/ARCH" };
        var packages = new Option<string[]>("--packages") { Description = $"List the packages of {string.Join(", ", Ecosystems)}; needs every layer", HelpName = "ECOSYSTEM" };
        packages.AcceptOnlyFromAmong(Ecosystems);
        var output = new Option<string>("--output", "-o") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");

        var command = new Command("image", "Says what an image holds, straight from its registry and without pulling it: configuration, layers, what it would start, and any path.") { reference };
        foreach (var option in (Option[])[paths, platform, packages, output])
        {
            command.Options.Add(option);
        }

        registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new ImageQuery
            {
                Reference = parsed.GetRequiredValue(reference),
                Platform = parsed.GetValue(platform),
                Questions = new() { Paths = parsed.GetValue(paths) ?? [], Inventories = parsed.GetValue(packages) ?? [], Entrypoint = new EntrypointQuestion() },
            };
            using var images = registry.Source(parsed);
            var answer = await Waiting.WithProgress(images.InspectAsync(query, cancellationToken), "reading the image", terminal, cancellationToken);
            return Show(answer, parsed.GetRequiredValue(output), terminal);
        });
        HelpWithExamples.Add(command,
            "unloop image registry.example.com/shop/web:1.4           what would it run, and why might that fail?",
            "unloop image web:1.4 --path /app/node_modules/express    is this in it, and which instruction made it?",
            "unloop image ./web.tar -o json                           the same from an archive, for a script");
        return command;
    }

    private static int Show(ImageAnswer answer, string format, Terminal terminal)
    {
        Problem[] problems = answer.Problem is { } problem ? [problem] : [];
        terminal.Complain(problems);
        if (format == "json")
        {
            var report = new ImageReport { Version = UnloopCommand.Version, Errors = [.. problems.Select(p => p.Message)], Image = answer.Facts };
            terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.ImageReport));
        }
        else if (answer.Facts is { } facts)
        {
            terminal.Write(ImageText.Write(facts, terminal.Width));
        }

        return ExitCode.Of(problems);
    }
}
