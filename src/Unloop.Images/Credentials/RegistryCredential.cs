namespace Unloop.Images.Credentials;

/// <summary>What may be shown to one registry. Its text form is where it is from, so that no message can hold the secret.</summary>
internal sealed record RegistryCredential
{
    /// <summary>As in <c>/root/.docker/config.json</c>, or <c>docker-credential-pass</c>.</summary>
    public required string Source { get; init; }
    public string Username { get; init; } = "";
    public string Password { get; init; } = "";

    /// <summary>Exchanged for access tokens; stands in place of a password.</summary>
    public string? IdentityToken { get; init; }

    public override string ToString() => Source;
}
