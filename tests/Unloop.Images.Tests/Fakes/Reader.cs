using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Imaging;
using Unloop.Images.Content;
using Unloop.Tests;

namespace Unloop.Images.Tests.Fakes;

/// <summary>A user with a machine of their own, who opens images.</summary>
internal sealed class Reader : IDisposable
{
    private ImageOpener? _opener;

    public FakeFiles Files { get; } = new();
    public FakeProcesses Processes { get; } = new();
    public ManualTime Time { get; } = new();
    public ImageOptions Options { get; init; } = new();

    public Task<OpenedImage> TryAsync(string reference, string? platform = "linux/amd64", params string[] pullSecrets) =>
        TryAsync(new() { Reference = reference, Platform = platform, PullSecrets = pullSecrets });

    public Task<OpenedImage> TryAsync(ImageQuery query)
    {
        _opener ??= new(Options with { Version = "test", Environment = new Dictionary<string, string> { ["HOME"] = "/home/me" }.Union(Options.Environment).ToDictionary() }, new(Files, Files, Processes, Time));
        return _opener.OpenAsync(query, TestContext.Current.CancellationToken);
    }

    public async Task<IImageContent> OpenAsync(string reference, string? platform = "linux/amd64", params string[] pullSecrets)
    {
        var opened = await TryAsync(reference, platform, pullSecrets);
        Assert.Null(opened.Problem);
        return opened.Content!;
    }

    public async Task<Problem> FailAsync(string reference, string? platform = "linux/amd64", params string[] pullSecrets)
    {
        var opened = await TryAsync(reference, platform, pullSecrets);
        Assert.Null(opened.Content);
        Assert.EndsWith(".", opened.Problem!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(opened.Problem.Message, char.IsControl);
        return opened.Problem;
    }

    /// <summary>A layer's whole text.</summary>
    public static async Task<string> LayerAsync(IImageContent image, int layer = 0)
    {
        await using var stream = await image.OpenAsync(image.Layers[layer], TestContext.Current.CancellationToken);
        return await TextAsync(stream);
    }

    public static async Task<string> TextAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    public void Dispose() => _opener?.Dispose();
}
