using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reports;
using Unloop.Tests;

namespace Unloop.Core.Tests.Reports;

public class ImageTextTests
{
    private static string Digest(char digit) => "sha256:" + new string(digit, 64);

    private static ImageFacts Sample { get; } = new()
    {
        Reference = "registry.example.com/shop/web:1.4",
        Digest = Digest('a'),
        TagDigest = Digest('b'),
        TagManifests = [Digest('a'), Digest('c')],
        Os = "linux",
        Architecture = "amd64",
        Platforms = ["linux/amd64", "linux/arm64"],
        Config = new()
        {
            Entrypoint = ["docker-entrypoint.sh"],
            Cmd = ["node", "server.js"],
            Env = ["PATH=/usr/local/bin:/usr/bin:/bin", "NODE_VERSION=14.21.3"],
            WorkingDir = "/app",
            ExposedPorts = ["8080/tcp"],
            Labels = new Dictionary<string, string> { ["org.opencontainers.image.revision"] = "1a2b3c" },
            Created = new DateTimeOffset(2026, 5, 1, 14, 0, 0, TimeSpan.FromHours(2)),
        },
        Layers = [new(Digest('1'), 3_400_000, 0, 0), new(Digest('2'), 512, 2, 3), new(Digest('3'), 1_500_000_000)],
        History =
        [
            new($"ADD file:{Digest('d')[7..]} in /", 0), new("ENV NODE_VERSION=14.21.3", null), new("RUN npm install", null), new("COPY . .", 1),
            new("CMD [\"node\" \"server.js\"]", null),
        ],
        Files =
        [
            new() { Path = "/app", Presence = FilePresence.Present, RealPath = "/app", Kind = FileKind.Directory, Mode = 0x1ED, Uid = 0, Gid = 0, Layer = 1, Entries = ["package.json", "server.js"] },
            new() { Path = "/app/node_modules/express", Presence = FilePresence.Absent },
            new() { Path = "/app/.env", Presence = FilePresence.Deleted, Layer = 0, DeletedIn = 1 },
            new() { Path = "/bin/sh", Presence = FilePresence.Present, RealPath = "/bin/dash", Kind = FileKind.File, Mode = 0x1ED, Uid = 0, Gid = 0, Size = 125_688, Layer = 0 },
            new() { Path = "/app/run.sh", Presence = FilePresence.Present, RealPath = "/app/run.sh", Kind = FileKind.File, Mode = 0x1A4, Uid = 1000, Gid = 1000, Size = 20, Layer = 1, Head = "#!/bin/sh\necho hello\n" },
        ],
        Searched = ["express/package.json"],
        Entrypoint = new()
        {
            Argv = ["docker-entrypoint.sh", "node", "server.js"],
            WorkingDir = "/app",
            User = "root (0)",
            Program = new() { Path = "/usr/local/bin/docker-entrypoint.sh", Presence = FilePresence.Present, Kind = FileKind.File, Mode = 0x1A4, Uid = 0, Gid = 0, Size = 388, Layer = 0 },
            Troubles = [new(EntrypointTroubleKind.NotExecutable, "/usr/local/bin/docker-entrypoint.sh", "/usr/local/bin/docker-entrypoint.sh may not be executed by anybody: its mode is 0644.")],
        },
        Inventories = [new("npm", "/app/node_modules", ["body-parser", "cookie"])],
        Gaps = [new() { What = "layer 2", Reason = GapReason.Failed, Detail = "The layer is corrupt" }],
    };

    private static string Text(ImageFacts image) => string.Join('\n', ImageText.Write(image).Select(l => l.ToString())) + "\n";

    [Fact]
    public void The_reference_image_reads_like_this() => Snapshot.Match(Text(Sample), "image.txt");

    [Fact]
    public void An_image_of_which_little_is_known_is_shown_without_gaps_in_the_words()
    {
        var text = Text(new() { Reference = "./web.tar" });

        Assert.Contains("Layers (0, 0 B compressed)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("digest", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Paths", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[31m")]
    [InlineData("\u202e")]
    [InlineData("\u0007")]
    public void No_control_character_of_an_image_reaches_a_terminal(string hostile)
    {
        var image = Sample with
        {
            Reference = "web" + hostile,
            History = [new("RUN " + hostile, 0)],
            Config = Sample.Config with { Cmd = [hostile], Env = ["A=" + hostile], Labels = new Dictionary<string, string> { [hostile] = hostile } },
            Files = [new() { Path = "/" + hostile, Presence = FilePresence.Dangling, Target = hostile, Entries = [hostile], Head = hostile }],
            Inventories = [new(hostile, hostile, [hostile])],
        };

        Assert.DoesNotContain(Text(image), c => (char.IsControl(c) && c != '\n') || c == '\u202e');
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5L << 30, "5.0 GiB")]
    public void Sizes_are_in_the_units_of_the_field(long size, string text) =>
        Assert.Contains($"Layers (1, {text} compressed)", Text(Sample with { Layers = [new(Digest('1'), size)] }), StringComparison.Ordinal);
}
