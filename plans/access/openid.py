"""Sign-in with an organisation's own OpenID Connect service. It proves an e-mail address; roles are given here."""

import logging

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

logger = logging.getLogger(__name__)


class Service(OIDCAuthenticationBackend):
    """Knows a person by an e-mail address that the service has confirmed. Makes no account and gives no role."""

    def authenticate(self, request, nonce=None, **kwargs):
        if not nonce:  # a sign-in with a password, or an answer that nobody asked for
            return None
        try:
            return super().authenticate(request, nonce=nonce, **kwargs)
        except (SuspiciousOperation, requests.RequestException, jwt.PyJWTError) as problem:
            logger.warning("Sign-in with OpenID Connect failed: %s", problem)
            return None

    def verify_token(self, token, **kwargs):
        """The claims of a token that this service signed for this portal."""
        claims = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        if claims.get("iss") != settings.OIDC_OP_ISSUER:
            raise SuspiciousOperation("The token is from another issuer.")
        if settings.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("The token is for another portal.")
        return claims

    def get_userinfo(self, access_token, id_token, payload):
        claims = super().get_userinfo(access_token, id_token, payload)
        if claims.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The answer is about another person than the token.")
        return claims

    def verify_claims(self, claims):
        return bool(claims.get("email")) and claims.get("email_verified") is True

    def filter_users_by_claims(self, claims):
        """The person with this very address: letters that only look alike in capitals do not count."""
        email = claims["email"]
        found = self.UserModel.objects.filter(email__iexact=email, is_active=True)
        return [person for person in found if person.email.casefold() == email.casefold()]
