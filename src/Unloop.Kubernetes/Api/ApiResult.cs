using System.Diagnostics.CodeAnalysis;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Kubernetes.Api;

internal enum ApiErrorKind
{
    /// <summary>401, or no credential to show.</summary>
    Unauthorised,
    Forbidden,

    /// <summary>The object is not there.</summary>
    NotFound,

    /// <summary>The API server does not know the group, version or resource.</summary>
    NotServed,

    /// <summary>400: the server understood, and refuses for a reason of its own.</summary>
    BadRequest,

    /// <summary>410: a continue token that has expired.</summary>
    Gone,

    /// <summary>429 or 5xx, also after the retries.</summary>
    Unavailable,
    Unreachable,
    TimedOut,

    /// <summary>The server's certificate was not accepted, or TLS failed otherwise.</summary>
    Tls,

    /// <summary>Something other than an API server answered.</summary>
    NotKubernetes,

    /// <summary>The answer could not be read, or was too long.</summary>
    Unreadable,
}

/// <summary>Why a read gave nothing. A value: the world is like that.</summary>
internal sealed record ApiError(ApiErrorKind Kind, ApiRequest Request, string Detail)
{
    private const int DetailLimit = 400;

    /// <summary>The server's own words, made fit to be shown.</summary>
    public static string Shown(string text)
    {
        var line = new string([.. text.Trim().Take(DetailLimit).Select(c => char.IsControl(c) ? ' ' : c)]);
        return Redactor.Text(line).TrimEnd('.');
    }

    /// <summary>A plugin or file that gave no credential, said where it was noticed.</summary>
    public Problem? Origin { get; init; }

    public string Sentence => Kind switch
    {
        ApiErrorKind.Forbidden => $"{Request} is forbidden",
        ApiErrorKind.NotServed => $"{Request}: the cluster does not serve it",
        _ => $"{Request}: {Detail}",
    };

    public Problem ToProblem() => Origin ?? Kind switch
    {
        ApiErrorKind.Unauthorised => new(ProblemKind.Unauthorised, $"{Detail}."),
        ApiErrorKind.Forbidden => new(ProblemKind.Unauthorised, $"May not {Request}: {Detail}."),
        ApiErrorKind.Unreachable or ApiErrorKind.TimedOut or ApiErrorKind.Tls or ApiErrorKind.NotKubernetes => new(ProblemKind.Unreachable, $"{Detail}."),
        ApiErrorKind.NotFound => new(ProblemKind.NoMatch, $"{Detail}."),
        _ => new(ProblemKind.Failed, $"Could not {Request}: {Detail}."),
    };

    /// <param name="what">What is missing for it: <c>the events of the pod</c>.</param>
    public Gap ToGap(string what) => new()
    {
        What = what,
        Reason = Kind switch
        {
            ApiErrorKind.Forbidden or ApiErrorKind.Unauthorised => GapReason.Forbidden,
            ApiErrorKind.NotFound => GapReason.NotThere,
            ApiErrorKind.NotServed => GapReason.NotServed,
            ApiErrorKind.Unreadable => GapReason.Unreadable,
            _ => GapReason.Failed,
        },
        Detail = Sentence,
    };
}

/// <summary>A value with the server's time, or an error: never both.</summary>
internal sealed class ApiResult<T>
    where T : class
{
    private ApiResult(T? value, ApiError? error, DateTimeOffset? date) => (Value, Error, Date) = (value, error, date);

    public T? Value { get; }
    public ApiError? Error { get; }

    /// <summary>The server's <c>Date</c>.</summary>
    public DateTimeOffset? Date { get; }

    public static ApiResult<T> Of(T value, DateTimeOffset? date) => new(value, null, date);

    public static ApiResult<T> Failed(ApiError error) => new(null, error, null);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiError? error)
    {
        (value, error) = (Value, Error);
        return value is not null;
    }
}
