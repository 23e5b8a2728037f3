using System.Text.Json;
using Unloop.Images.Content;

namespace Unloop.Images.Registry;

/// <summary>What a registry or token service says of its refusal, in one of the forms that are about. Pure.</summary>
internal static class ServerWords
{
    /// <summary>Empty when it says nothing.</summary>
    public static string Of(JsonDocument? body)
    {
        var root = body?.RootElement ?? default;
        var first = root.Items("errors").FirstOrDefault();
        return Words.Shown(first.Text("message") ?? root.Text("error_description") ?? root.Text("details") ?? root.Text("message") ?? root.Text("error") ?? "");
    }

    /// <summary>The distribution specification's code: <c>MANIFEST_UNKNOWN</c>, <c>DENIED</c>, …; empty when there is none.</summary>
    public static string Code(JsonDocument? body) => (body?.RootElement ?? default).Items("errors").FirstOrDefault().Text("code") ?? "";
}
