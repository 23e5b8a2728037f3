using System.Text;
using Unloop.Engine.Machine;
using Unloop.Images.References;

namespace Unloop.Images.Credentials;

/// <summary>
/// Everything on this machine that may open a registry, best first: the pull secrets that were handed over, <c>$REGISTRY_AUTH_FILE</c>, docker's
/// configuration (credHelpers, then credsStore, then auths), podman's own file. Asked only when a registry wants to be shown something.
/// </summary>
internal sealed class CredentialFinder(ImageOptions options, IFileReader files, IProcessRunner processes)
{
    private const int FileLimit = 4 << 20;
    private readonly CredentialHelper _helper = new(processes, options.HelperTimeout);

    public async Task<FoundCredentials> FindAsync(RegistryAddress address, IReadOnlyList<string> pullSecrets, CancellationToken cancellationToken)
    {
        var found = new List<RegistryCredential>();
        var notes = new List<string>();
        foreach (var secret in pullSecrets)
        {
            var file = AuthFile.Read(Encoding.UTF8.GetBytes(secret), "a pull secret of the pod", wildcards: true, out var problem);
            Note(notes, "a pull secret of the pod", problem);
            found.AddRange(file.For(address));
        }

        foreach (var path in Paths())
        {
            await ReadAsync(path, address, found, notes, cancellationToken);
        }

        return new(found, notes);
    }

    private IEnumerable<string> Paths()
    {
        if (options.Variable("REGISTRY_AUTH_FILE") is { } named)
        {
            yield return named;
        }

        var docker = options.Variable("DOCKER_CONFIG") ?? Join(options.Variable("HOME") ?? options.Variable("USERPROFILE"), ".docker");
        if (Join(docker, "config.json") is { } config)
        {
            yield return config;
        }

        if (Join(options.Variable("XDG_RUNTIME_DIR"), "containers/auth.json") is { } podman)
        {
            yield return podman;
        }
    }

    private async Task ReadAsync(string path, RegistryAddress address, List<RegistryCredential> found, List<string> notes, CancellationToken cancellationToken)
    {
        var read = files.Read(path, FileLimit);
        if (read.Failure is not null)
        {
            Note(notes, path, read.Missing ? null : read.Failure);
            return;
        }

        var file = AuthFile.Read(read.Content, path, wildcards: false, out var problem);
        Note(notes, path, problem);
        foreach (var name in new[] { file.HelperFor(address), file.Store }.OfType<string>().Distinct())
        {
            var (credential, failure) = await _helper.AskAsync(name, address, cancellationToken);
            Note(notes, path, failure is null ? null : $"names a helper that does not work: {failure}");
            if (credential is not null)
            {
                found.Add(credential);
            }
        }

        found.AddRange(file.For(address));
    }

    private static void Note(List<string> notes, string path, string? problem)
    {
        if (problem is not null)
        {
            notes.Add($"{path} {problem}");
        }
    }

    private static string? Join(string? folder, string name) => folder is null ? null : $"{folder.TrimEnd('/')}/{name}";
}

/// <param name="Candidates">Best first.</param>
/// <param name="Notes">What kept others from being among them, one clause each.</param>
internal sealed record FoundCredentials(IReadOnlyList<RegistryCredential> Candidates, IReadOnlyList<string> Notes);
