using System.Text;
using System.Text.Json;
using Unloop.Engine.Machine;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Credentials;

/// <summary>Asks a program that keeps secrets: <c>docker-credential-NAME get</c>, the server on its standard input, JSON on its output.</summary>
internal sealed class CredentialHelper(IProcessRunner processes, TimeSpan timeout)
{
    /// <summary>What helpers give as the user's name when the secret is an identity token.</summary>
    private const string TokenUser = "<token>";
    private const string HubKey = "https://index.docker.io/v1/";

    /// <summary>The credential; nothing at all when the helper has none; or what is wrong, as a sentence.</summary>
    public async Task<(RegistryCredential? Credential, string? Problem)> AskAsync(string name, RegistryAddress address, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{name}";
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return (null, $"'{Words.Shown(name)}' is no name of a credential helper");
        }

        var server = address.Host == ImageReference.DockerHub ? HubKey : address.Host;
        var result = await processes.RunAsync(new() { Program = program, Arguments = ["get"], Input = server + "\n", Timeout = timeout }, cancellationToken);
        return result.End switch
        {
            ProcessEnd.NotFound => (null, $"{program} is not installed"),
            ProcessEnd.NotStarted => (null, $"{program} could not be started: {Words.Shown(result.ErrorTail)}"),
            ProcessEnd.TimedOut => (null, $"{program} did not answer within {timeout.TotalSeconds:0} seconds"),
            ProcessEnd.TooMuchOutput => (null, $"{program} wrote far more than a credential"),
            _ when result.ExitCode != 0 => Failed(program, result),
            _ => Read(program, result.Output),
        };
    }

    /// <summary>Helpers write what is wrong on their output; only the words that mean "none" are told apart.</summary>
    private static (RegistryCredential? Credential, string? Problem) Failed(string program, ProcessResult result)
    {
        var said = Words.Shown(result.Output.Trim().Length > 0 ? result.Output : result.ErrorTail);
        return said.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
            ? (null, null)
            : (null, $"{program} ended with exit code {result.ExitCode}{(said.Length > 0 ? ": " + said : "")}");
    }

    private static (RegistryCredential? Credential, string? Problem) Read(string program, string output)
    {
        using var document = JsonFields.TryParse(Encoding.UTF8.GetBytes(output));
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } answer || answer.Text("Secret") is not { } secret)
        {
            return (null, $"{program} did not write a credential as JSON");
        }

        var username = answer.Text("Username") ?? "";
        return (username, secret) switch
        {
            ("", "") => (null, null),
            (TokenUser, _) => (new() { Source = program, IdentityToken = secret }, null),
            _ => (new() { Source = program, Username = username, Password = secret }, null),
        };
    }
}
