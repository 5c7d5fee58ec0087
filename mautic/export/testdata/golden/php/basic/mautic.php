<?php
// Asks Mautic who this credential is. Install first: composer require mautic/api-library guzzlehttp/guzzle
// mautic-settings.php beside this file holds the secrets: keep it out of version control.
require __DIR__ . '/vendor/autoload.php';

$settings = require __DIR__ . '/mautic-settings.php';
$auth     = (new Mautic\Auth\ApiAuth())->newAuth($settings, 'BasicAuth');
$users    = (new Mautic\MauticApi())->newApi('users', $auth, $settings['baseUrl'] . '/api/');

print_r($users->getSelf());
