using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads <c>?user=me</c>: also everything that the caller has under way.</summary>
internal static class UserQuery
{
    /// <summary>Whether it is there; or what is wrong with it.</summary>
    public static BadRequest? Read(IQueryCollection query, out bool withUser)
    {
        var text = query["user"].ToString();
        withUser = text == "me";
        return withUser || text.Length == 0 ? null : BadRequest.User;
    }
}
