// node provider.mjs PORT CALLBACK: a provider at which everybody signs in with an e-mail address and any password.
// It confirms every address but those that begin with "unconfirmed".
import Provider from 'oidc-provider'

const [port, callback] = process.argv.slice(2)
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'portal', client_secret: 'between-us', redirect_uris: [callback] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  cookies: { keys: ['signs cookies'] },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id, email_verified: !id.startsWith('unconfirmed') }),
  }),
})
provider.listen(Number(port), '127.0.0.1')
