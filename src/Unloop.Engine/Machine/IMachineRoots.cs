using System.Security.Cryptography.X509Certificates;

namespace Unloop.Engine.Machine;

/// <summary>The certificate authorities that this machine trusts. Implemented by <c>Unloop.Host</c>.</summary>
public interface IMachineRoots
{
    /// <summary>Null: leave it to the runtime, which asks the operating system.</summary>
    X509Certificate2Collection? Load();
}
