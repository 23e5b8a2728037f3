using System.Collections.Immutable;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Modelling;

/// <summary>The users of /etc/passwd.</summary>
/// <param name="Names">Known to be there.</param>
/// <param name="IsOpen">There may be others.</param>
public sealed record UserTable(ImmutableHashSet<string> Names, bool IsOpen)
{
    public static UserTable Of(ImageTraits traits) => new([.. traits.Users], !traits.UsersAreWhole);

    /// <param name="user">As in USER: <c>name</c>, <c>name:group</c>, or a number, which needs no entry.</param>
    public Existence Find(string user)
    {
        var name = user.Split(':')[0];
        return name.Length == 0 || name.All(char.IsAsciiDigit) || Names.Contains(name) ? Existence.Present : IsOpen ? Existence.Unknown : Existence.Absent;
    }

    public UserTable With(string name) => this with { Names = Names.Add(name) };

    public UserTable Opened() => IsOpen ? this : this with { IsOpen = true };
}
