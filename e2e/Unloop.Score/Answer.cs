using System.Text.Json;

namespace Unloop.Score;

/// <summary>How an answer stands to the one that is known to be right.</summary>
internal enum Mark
{
    Right,

    /// <summary>No cause was named: neither right nor misleading.</summary>
    None,
    Wrong,
}

/// <summary>What Unloop said about the container in question, read from the public JSON contract alone.</summary>
/// <param name="Confidence">Of the cause: <c>certain</c>, <c>likely</c>, <c>possible</c>; empty without one.</param>
/// <param name="Proofs">The texts that the cause cites.</param>
/// <param name="AnyCertain">Whether any item of the report is <c>certain</c>.</param>
/// <param name="Problem">Why there is no report.</param>
internal sealed record Answer(
    string Category, string Subject, string Statement, string Confidence, IReadOnlyList<string> Proofs, bool AnyCertain, string? Problem = null)
{
    public static Answer Nothing(string? problem = null) => new("", "", "", "", [], AnyCertain: false, problem);

    public bool HasCategoryOf(Expected expected) => expected.Categories.Contains(Category);

    public Mark Against(Expected expected)
    {
        if (Category.Length == 0)
        {
            return Mark.None;
        }
        var named = expected.CulpritAny.Any(culprit =>
            Subject.Contains(culprit, StringComparison.OrdinalIgnoreCase) || Statement.Contains(culprit, StringComparison.OrdinalIgnoreCase));
        return named && HasCategoryOf(expected) ? Mark.Right : Mark.Wrong;
    }

    /// <summary>The item about the container; where the evidence names no container, the only item.</summary>
    public static Answer FromReport(string json, string container)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var items = document.RootElement.GetProperty("items").EnumerateArray().ToArray();
            var about = items.Where(item => item.GetProperty("subject").GetProperty("container").GetString() == container).ToArray();
            var chosen = about.Length > 0 ? about : items.Length == 1 ? items : [];
            var certain = items.Any(item => Cause(item) is { } cause && cause.GetProperty("confidence").GetString() == "certain");
            return chosen.Length > 0 && Cause(chosen[0]) is { } found ? FromCause(found, certain) : Nothing() with { AnyCertain = certain };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Nothing($"the report breaks the contract: {e.Message}");
        }
    }

    private static Answer FromCause(JsonElement cause, bool anyCertain) => new(
        cause.GetProperty("category").GetString()!,
        cause.GetProperty("subject").GetString()!,
        cause.GetProperty("statement").GetString()!,
        cause.GetProperty("confidence").GetString()!,
        [.. cause.GetProperty("proof").EnumerateArray().Select(proof => proof.GetProperty("text").GetString()!)],
        anyCertain);

    private static JsonElement? Cause(JsonElement item) =>
        item.TryGetProperty("cause", out var cause) && cause.ValueKind == JsonValueKind.Object ? cause : null;
}
