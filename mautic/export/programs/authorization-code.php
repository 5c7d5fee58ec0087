<?php
// Asks Mautic who this credential is. Install first: composer require mautic/api-library guzzlehttp/guzzle
// mautic-settings.php beside this file holds the secrets: keep it out of version control.
require __DIR__ . '/vendor/autoload.php';

$file     = __DIR__ . '/mautic-settings.php';
$settings = require $file;
$auth     = (new Mautic\Auth\ApiAuth())->newAuth($settings);

// Without tokens this sends the browser to Mautic and comes back to the redirect URI.
if ($auth->validateAccessToken() && $auth->accessTokenUpdated()) {
    // A refresh token works once: the new one is kept, or the grant is lost.
    $token = $auth->getAccessTokenData();

    $settings['accessToken']        = $token['access_token'];
    $settings['accessTokenExpires'] = $token['expires'];
    $settings['refreshToken']       = $token['refresh_token'];

    umask(0077);
    file_put_contents($file . '.new', "<?php\nreturn " . var_export($settings, true) . ";\n");
    rename($file . '.new', $file);
}

$users = (new Mautic\MauticApi())->newApi('users', $auth, $settings['baseUrl'] . '/api/');

print_r($users->getSelf());
