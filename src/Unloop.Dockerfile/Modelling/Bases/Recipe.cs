namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>What is known of one image from its name and tag.</summary>
internal sealed record Recipe(PathTable Paths, ImageTraits Traits, ImageConfiguration Configuration)
{
    public Recipe Runs(LanguageRuntime runtime, string? flavour = null, Dictionary<string, int>? managers = null) =>
        this with { Traits = Traits with { Runtime = runtime, Flavour = flavour, Managers = managers ?? [] } };

    public Recipe Starts(IReadOnlyList<string>? entrypoint, IReadOnlyList<string>? cmd) =>
        this with { Configuration = Configuration with { Entrypoint = entrypoint, Cmd = cmd, CommandIsKnown = true } };

    /// <summary>Its Entrypoint or Cmd changed over time.</summary>
    public Recipe StartsSomehow() => this with { Configuration = Configuration with { Entrypoint = null, Cmd = null, CommandIsKnown = false } };

    public Recipe In(string folder)
    {
        Paths.Directories(folder);
        return this with { Configuration = Configuration with { WorkingDirectory = folder } };
    }

    public Recipe As(string user) => this with { Configuration = Configuration with { User = user } };

    public Recipe WithEnv(params string[] lines) => this with
    {
        Configuration = Configuration with { Env = [.. Configuration.Env.Where(old => !lines.Any(l => l.Split('=')[0] == old.Split('=')[0])), .. lines] },
    };

    public Recipe WithUser(string name, string? home = null)
    {
        if (home is not null)
        {
            Paths.Directories(home);
        }

        return this with { Traits = Traits with { Users = [.. Traits.Users, name] } };
    }
}
