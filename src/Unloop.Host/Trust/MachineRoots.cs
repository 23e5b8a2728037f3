using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Unloop.Engine.Machine;

namespace Unloop.Host.Trust;

/// <summary>
/// The machine's certificate authorities on Linux, read from its bundle when a connection needs them. The runtime would read and parse
/// every file of the certificate folder before the first connection of any kind, also of one to a cluster that has an authority of its own
/// (about half of the time that one pod's diagnosis takes): see docs/decisions/0008-machine-roots.md.
/// </summary>
public sealed class MachineRoots : IMachineRoots
{
    /// <summary>The variables by which OpenSSL, and with it the runtime, is told where to look.</summary>
    private const string FileVariable = "SSL_CERT_FILE", FolderVariable = "SSL_CERT_DIR";

    private const int MaximumBytes = 8 << 20;

    /// <summary>Where distributions keep their bundle: Debian and Alpine, Fedora and RHEL, openSUSE, OpenELEC, RHEL 7, Alpine's old place.</summary>
    private static readonly string[] Bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    private static readonly string[] Folders = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyList<string> _bundles;
    private readonly IReadOnlyList<string> _folders;

    /// <param name="environment">This process' variables, as the user set them.</param>
    public MachineRoots(IReadOnlyDictionary<string, string> environment)
        : this(environment, Bundles, Folders)
    {
    }

    internal MachineRoots(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> bundles, IReadOnlyList<string> folders) =>
        (_environment, _bundles, _folders) = (environment, bundles, folders);

    /// <summary>
    /// Tells the runtime that the machine has no authorities, before it looks. Programs that are started later inherit nothing of this: what
    /// they get is the runtime's own record of the environment, which is made here first.
    /// </summary>
    public static void TakeOver()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _ = Environment.GetEnvironmentVariables();
        _ = SetVariable(Text(FileVariable), Text("/dev/null"), 1);
        _ = SetVariable(Text(FolderVariable), Text("/dev/null"), 1);
    }

    public X509Certificate2Collection? Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        var bundle = Variable(FileVariable) ?? _bundles.FirstOrDefault(File.Exists);
        Add(roots, bundle);
        if (Variable(FolderVariable) is { } folders || (bundle is null && (folders = string.Join(':', _folders)).Length > 0))
        {
            foreach (var file in folders.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Order(StringComparer.Ordinal))
            {
                Add(roots, file);
            }
        }

        return roots;
    }

    private string? Variable(string name) => _environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A file that cannot be read, and a certificate in it that cannot be parsed, vouches for nobody.</summary>
    private static void Add(X509Certificate2Collection roots, string? path)
    {
        string text;
        try
        {
            if (path is null || new FileInfo(path) is { Exists: false } or { Length: > MaximumBytes })
            {
                return;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (rest[found.Label] is "CERTIFICATE" or "TRUSTED CERTIFICATE" or "X509 CERTIFICATE")
            {
                AddCertificate(roots, Convert.FromBase64String(rest[found.Base64Data].ToString()));
            }
        }
    }

    private static void AddCertificate(X509Certificate2Collection roots, byte[] der)
    {
        try
        {
            roots.Add(X509CertificateLoader.LoadCertificate(der));
        }
        catch (CryptographicException)
        {
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    // Environment.SetEnvironmentVariable changes the runtime's record only, and OpenSSL asks the C library.
    [DllImport("libc", EntryPoint = "setenv", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(byte[] name, byte[] value, int overwrite);
}
