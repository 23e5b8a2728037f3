using System.Text.Json.Nodes;

namespace Unloop.Kubernetes.Api;

/// <summary>
/// The one way to write to an API server. A write whose answer was lost is never sent again: it may have been done. Only one that was turned
/// away unread (429), or asked for newer credentials, is.
/// </summary>
internal sealed class ApiWriter(ApiConnection connection)
{
    /// <summary>The object as the server answers it, or the error; see <see cref="ApiError.IsRefusal"/> for whether it may have been done.</summary>
    public Task<ApiResult<JsonObject>> WriteAsync(ApiWrite write, CancellationToken cancellationToken) =>
        connection.SendAsync(write, (body, token) => JsonAnswer.ReadAsync(write, RawJson.Default.JsonObject, body, token), Repeating.WhenTurnedAway, cancellationToken);
}
