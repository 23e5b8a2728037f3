using System.Net;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;

namespace Unloop.Monitoring.Datadog;

/// <summary>One request.</summary>
/// <param name="Path">With its query, escaped: <c>/api/v1/monitor?page=0</c>.</param>
/// <param name="Permission">That the application key needs for it (https://docs.datadoghq.com/account_management/rbac/permissions/); null: the API key alone.</param>
/// <param name="Does">For people, after "may not": <c>read monitors</c>.</param>
internal sealed record DatadogCall(HttpMethod Method, string Path, string? Permission, string Does)
{
    public JsonObject? Body { get; init; }

    /// <summary>Whether a second request does no more than the first: not so for what makes something.</summary>
    public bool Repeatable { get; init; } = true;

    public static DatadogCall Get(string path, string permission, string does) => new(HttpMethod.Get, path, permission, does);
}

/// <summary>What came of a request in the end.</summary>
/// <param name="Status">Null: there was no answer.</param>
/// <param name="Json">Of a success; null where its body was empty.</param>
/// <param name="Problem">Null: it is a success.</param>
/// <param name="Errors">As Datadog words them.</param>
internal sealed record DatadogAnswer(HttpStatusCode? Status, JsonNode? Json, Problem? Problem, IReadOnlyList<string> Errors)
{
    /// <summary>Whether the request may have been carried out all the same.</summary>
    public bool IsUncertain => Problem is not null && (Status is null || (int)Status >= 500 || ((int)Status is >= 200 and < 300));
}
