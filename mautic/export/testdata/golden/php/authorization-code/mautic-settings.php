<?php
return [
    'baseUrl' => 'https://mautic.example.com/crm',
    'version' => 'OAuth2',
    'clientKey' => '1_3aa8xt41vgw0',
    'clientSecret' => '4kmgk2d6ivk0',
    'callback' => 'https://connect.example.com/callback',
];
