namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>
/// What is known about widely used images from their names and tags. Docker's official images count wherever <c>library/</c> stands in
/// the reference, or nothing before the name; the same last name anywhere else (<c>registry.example.com/node:14</c>) is a guess, marked
/// <see cref="BaseImage.IsAssumed"/>, of which only the traits are used and nothing is held to be absent.
/// </summary>
public sealed class KnownImages : IBaseImages
{
    private KnownImages()
    {
    }

    public static KnownImages Instance { get; } = new();

    public BaseImage Find(string reference, string? platform)
    {
        if (reference == "scratch")
        {
            return BaseImage.Scratch;
        }

        if (ImageName.Parse(reference) is not { } name || platform?.StartsWith("windows", StringComparison.OrdinalIgnoreCase) == true)
        {
            return BaseImage.Unknown(reference);
        }

        var tag = new ImageTag(name.Tag);
        var recipe = tag.IsWindows ? null : Home(name, tag);
        var isAssumed = recipe is null && !tag.IsWindows;
        recipe ??= tag.IsWindows ? null : Official(name.Last, tag) ?? Vendor(name.Repository, tag);
        return recipe is null || (name.Tag is null && !name.IsOfficial) ? BaseImage.Unknown(reference) : Image(reference, recipe, isAssumed, platform);
    }

    private static BaseImage Image(string reference, Recipe recipe, bool isAssumed, string? platform)
    {
        var paths = recipe.Paths;
        Func<string, Existence> find = isAssumed ? path => path == "/" ? Existence.Present : Existence.Unknown : paths.Find;
        return new BaseImage(reference, BaseKnowledge.Name, isAssumed ? null : recipe.Configuration, find, recipe.Traits, isAssumed ? null : paths.KindOf, isAssumed ? null : paths.LinkTarget)
        {
            IsAssumed = isAssumed,
            Architecture = platform?.Split('/') is [_, var architecture, ..] ? architecture : null,
        };
    }

    /// <summary>An image at its home.</summary>
    private static Recipe? Home(ImageName name, ImageTag tag)
    {
        if (name.IsOfficial)
        {
            return Official(name.Last, tag);
        }

        return name.Host switch
        {
            null or "docker.io" or "quay.io" or "ghcr.io" or "public.ecr.aws" or "mcr.microsoft.com" or "gcr.io" or "cgr.dev" or "registry.access.redhat.com" or "registry.redhat.io" => Vendor(name.Repository, tag),
            _ => null,
        };
    }

    private static Recipe? Official(string name, ImageTag tag) => name switch
    {
        "alpine" => Distributions.Alpine(tag.Version is null ? null : tag.Text),
        "debian" => Distributions.Debian(tag.Debian ?? tag.Version?.Major switch { 9 => "stretch", 10 => "buster", 11 => "bullseye", 12 => "bookworm", 13 => "trixie", _ => null }),
        "ubuntu" => Distributions.Ubuntu(tag.Ubuntu ?? tag.Version switch { (18, _) => "bionic", (20, _) => "focal", (22, _) => "jammy", (24, _) => "noble", _ => null }),
        "buildpack-deps" => Distributions.WithBuildTools(Distributions.Debian(tag.Debian)),
        "busybox" => Distributions.BusyBox(tag.Has("musl") ? "musl" : tag.Has("glibc") ? "glibc" : ""),
        "fedora" => Distributions.RedHat(Distribution.Fedora, tag.Version?.ToString()),
        "rockylinux" or "almalinux" or "oraclelinux" or "centos" => Distributions.RedHat(Distribution.RedHat, tag.Version?.ToString()),
        "amazonlinux" => Distributions.RedHat(Distribution.Amazon, tag.Version?.ToString()),
        "node" => LanguageImages.Node(tag),
        "python" => LanguageImages.Python(tag),
        "ruby" => LanguageImages.Ruby(tag),
        "php" => LanguageImages.Php(tag),
        "golang" => LanguageImages.Go(tag),
        "rust" => LanguageImages.Rust(tag),
        "eclipse-temurin" or "openjdk" or "amazoncorretto" or "ibm-semeru-runtimes" => RuntimeImages.Java(name, tag),
        "maven" or "gradle" => RuntimeImages.JavaBuilder(name, tag),
        "nginx" => ServerImages.Nginx(tag),
        "httpd" => ServerImages.Httpd(tag),
        "caddy" => ServerImages.Caddy(tag),
        "composer" => ServerImages.Composer(tag),
        "tomcat" => ServerImages.Tomcat(tag),
        "postgres" or "redis" or "valkey" or "mysql" or "mariadb" or "mongo" or "memcached" or "rabbitmq" => ServerImages.Database(name, tag),
        _ => null,
    };

    /// <summary>Images that live under an organisation's name.</summary>
    private static Recipe? Vendor(string repository, ImageTag tag)
    {
        var parts = repository.Split('/');
        return parts switch
        {
            [.., "dotnet", "sdk" or "aspnet" or "runtime" or "runtime-deps"] => RuntimeImages.DotNet(parts[^1], tag),
            [.., "distroless", var name] => RuntimeImages.Distroless(name, tag),
            [.., "oven", "bun"] => LanguageImages.Bun(tag),
            [.., "docker", "library", var official] => Official(official, tag),
            [.., "ubi8" or "ubi9" or "ubi10"] or [.., "ubi8" or "ubi9" or "ubi10", "ubi" or "ubi-minimal" or "ubi-init"] => Distributions.RedHat(Distribution.RedHat, parts[^1].StartsWith("ubi", StringComparison.Ordinal) && parts[^1].Length <= 5 && parts[^1] != "ubi" ? parts[^1][3..] : parts[^2][3..]),
            _ => null,
        };
    }
}
