using Dpa.Realtime.Connections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Passes a ticket's identity to the application's authorisation, on the library's endpoints alone and where none of
/// the application's schemes knows the caller. The policies are evaluated as usual, with the principal of the ticket's
/// owner. Without it <c>RequireAuthorization()</c> or a fallback policy would answer 401 before a ticket is read.
/// </summary>
internal sealed class TicketPolicyEvaluator(IPolicyEvaluator inner, Tickets tickets) : IPolicyEvaluator
{
    public async Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context)
    {
        var known = await inner.AuthenticateAsync(policy, context).ConfigureAwait(false);
        if (
            known.Succeeded
            || context.GetEndpoint()?.Metadata.GetMetadata<TakesTickets>() is null
            || TicketForms.Of(context.Request) is not { } ticket)
            return known;
        var answer = await RedeemAsync(ticket, context).ConfigureAwait(false);
        context.Features.Set(answer);
        if (answer.Caller is not { } caller) return known;
        context.User = caller.Principal;
        return AuthenticateResult.Success(new AuthenticationTicket(caller.Principal, TicketIdentity.Scheme));
    }

    /// <summary>
    /// A ticket that does not hold goes through: the endpoint refuses it with a code, where a challenge of the
    /// application's may be a redirection to a page.
    /// </summary>
    public async Task<PolicyAuthorizationResult> AuthorizeAsync(
        AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
        context.Features.Get<TicketAnswer>() is { Caller: null }
            ? PolicyAuthorizationResult.Success()
            : await inner.AuthorizeAsync(policy, authenticationResult, context, resource).ConfigureAwait(false);

    private async ValueTask<TicketAnswer> RedeemAsync(string ticket, HttpContext context)
    {
        if (context.Features.Get<TicketAnswer>() is { } known) return known; // one policy after another
        try
        {
            return new TicketAnswer(await tickets.RedeemAsync(ticket, context.RequestAborted).ConfigureAwait(false));
        }
        catch (PipelineException e)
        {
            return new TicketAnswer(null, e);
        }
    }
}
